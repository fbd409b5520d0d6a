// The machine that is presented to the library while it runs: a clock that stands still within an operation, a number of CPUs, where mappings and the break lie,
// and what files say of the system. MachineOptions.cs has the same values as its defaults.

#define MAPPINGS_TOP UINT64_C(0x7f0000000000)
#define MAPPINGS_BASE (MAPPINGS_TOP - (UINT64_C(1) << 40))
#define BREAK_BASE UINT64_C(0x600000000000)
#define BREAK_TOP (BREAK_BASE + (UINT64_C(1) << 36))
#define HINTS_BASE (UINT64_C(2) << 40) // mappings lie here only where a hint asks for it
#define HINTS_TOP (UINT64_C(32) << 40)
#define IMAGES_BASE UINT64_C(0x7d0000000000) // files that the loader maps: a library may seed a generator with an address in its data
#define IMAGE_STEP UINT64_C(0x100000)
#define CLOCK_ORIGIN_NS UINT64_C(1000000000000)

static bool in_library; // only then calls are answered here
static uint64_t trace_time_ns;
static int cpu_count = 2;
static __thread int own_thread; // number of the traced thread

// ---- clock and CPUs, which programs ask without entering the kernel

EXPORTED int clock_gettime(clockid_t clock, struct timespec *time)
{
	if (!in_library)
		return failed(kernel(SYS_clock_gettime, (long)clock, time)) ? -1 : 0;
	uint64_t now = CLOCK_ORIGIN_NS + trace_time_ns;
	time->tv_sec = (time_t)(now / 1000000000u);
	time->tv_nsec = (long)(now % 1000000000u);
	return 0;
}

EXPORTED int gettimeofday(struct timeval *time, void *zone)
{
	(void)zone;
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	time->tv_sec = now.tv_sec;
	time->tv_usec = now.tv_nsec / 1000;
	return 0;
}

EXPORTED int sched_getcpu(void)
{
	return own_thread % cpu_count;
}

EXPORTED long sysconf(int name)
{
	static long (*real)(int);
	if (in_library && (name == _SC_NPROCESSORS_ONLN || name == _SC_NPROCESSORS_CONF))
		return cpu_count;
	if (!real)
		real = (long (*)(int))dlsym(RTLD_NEXT, "sysconf");
	return real(name);
}

EXPORTED int getrusage(__rusage_who_t who, struct rusage *usage)
{
	if (!in_library)
		return failed(kernel(SYS_getrusage, (long)who, usage)) ? -1 : 0;
	memset(usage, 0, sizeof *usage);
	return 0;
}

// ---- gaps between mappings, ascending by address

struct gap {
	uint64_t start, end;
};
static struct gap *gaps;
static size_t gap_count, gap_room;

// The first gap that ends above an address.
static size_t gap_above(uint64_t address)
{
	size_t low = 0, high = gap_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (gaps[middle].end > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static void insert_gap(size_t at, uint64_t start, uint64_t end)
{
	if (start == end)
		return;
	if (gap_count == gap_room)
		gaps = realloc(gaps, (gap_room = gap_room ? gap_room * 2 : 1024) * sizeof *gaps);
	memmove(gaps + at + 1, gaps + at, (gap_count++ - at) * sizeof *gaps);
	gaps[at] = (struct gap){start, end};
}

static void remove_gap(size_t at)
{
	memmove(gaps + at, gaps + at + 1, (--gap_count - at) * sizeof *gaps);
}

static bool is_gap(uint64_t start, uint64_t end)
{
	size_t at = gap_above(start);
	return at < gap_count && gaps[at].start <= start && end <= gaps[at].end;
}

static void take_from_gap(size_t at, uint64_t start, uint64_t end)
{
	struct gap gap = gaps[at];
	remove_gap(at);
	insert_gap(at, end, gap.end);
	insert_gap(at, gap.start, start);
}

// Where a hint says when all of that is free; else at the top of the highest gap that holds it. 0 where there is none.
static uint64_t place(uint64_t hint, uint64_t bytes)
{
	if (hint && hint + bytes > hint && is_gap(hint, hint + bytes)) {
		take_from_gap(gap_above(hint), hint, hint + bytes);
		return hint;
	}
	for (size_t at = gap_count; at-- > 0 && gaps[at].end > HINTS_TOP;)
		if (gaps[at].end - gaps[at].start >= bytes) {
			uint64_t start = gaps[at].end - bytes;
			take_from_gap(at, start, gaps[at].end);
			return start;
		}
	return 0;
}

static void give_back(uint64_t start, uint64_t end)
{
	size_t at = gap_above(start);
	if (at < gap_count && gaps[at].start < end)
		return; // some of it was free already
	if (at < gap_count && gaps[at].start == end) {
		gaps[at].start = start;
		if (at > 0 && gaps[at - 1].end == start) {
			gaps[at].start = gaps[at - 1].start;
			remove_gap(at - 1);
		}
	} else if (at > 0 && gaps[at - 1].end == start)
		gaps[at - 1].end = end;
	else
		insert_gap(at, start, end);
}

// ---- what lies at addresses of ours

static void lay(uint64_t start, uint64_t bytes, int protection, int flags)
{
	if (failed(kernel(SYS_mmap, start, bytes, (long)protection, (long)(flags | MAP_FIXED), -1L, 0L)))
		die("the kernel maps no %lu bytes at %#lx", (unsigned long)bytes, (unsigned long)start);
}

static void reserve(uint64_t start, uint64_t bytes)
{
	lay(start, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE);
}

static bool is_mapping(uint64_t address)
{
	return (address >= MAPPINGS_BASE && address < MAPPINGS_TOP) || (address >= HINTS_BASE && address < HINTS_TOP);
}

static bool is_ours(uint64_t address)
{
	return is_mapping(address) || (address >= BREAK_BASE && address < BREAK_TOP);
}

static void prepare_machine(void)
{
	static const struct gap ranges[] = {{HINTS_BASE, HINTS_TOP}, {BREAK_BASE, BREAK_TOP}, {MAPPINGS_BASE, MAPPINGS_TOP}};
	for (size_t i = 0; i < 3; i++) {
		long at = kernel(SYS_mmap, ranges[i].start, ranges[i].end - ranges[i].start, (long)PROT_NONE, (long)(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE), -1L, 0L);
		if (at != (long)ranges[i].start)
			die("the address range from %#lx to %#lx is not free here; a limit on address space (ulimit -v) is one reason", (unsigned long)ranges[i].start, (unsigned long)ranges[i].end);
	}
	insert_gap(0, MAPPINGS_BASE, MAPPINGS_TOP);
	insert_gap(0, HINTS_BASE, HINTS_TOP);
}

// ---- answers

static uint64_t program_break = BREAK_BASE;
static uint64_t next_image = IMAGES_BASE;

static long answer_mmap(uint64_t hint, uint64_t length, int protection, int flags)
{
	uint64_t bytes = whole_pages(length), at = 0;
	if (flags & MAP_FIXED)
		at = hint;
	else if (bytes && bytes <= MAPPINGS_TOP - MAPPINGS_BASE && !(flags & MAP_HUGETLB)) // the pool of huge pages is empty
		at = place(hint & ~(PAGE - 1), bytes);
	put_call(MMAP, at, bytes, (uint64_t)protection, 0);
	if (!at)
		return -ENOMEM;
	lay(at, bytes, protection, flags);
	return (long)at;
}

static long answer_munmap(uint64_t start, uint64_t length)
{
	uint64_t bytes = whole_pages(length);
	put_call(MUNMAP, start, bytes, 0, 0);
	reserve(start, bytes);
	give_back(start, start + bytes);
	return 0;
}

static long move_mapping(uint64_t from, uint64_t old_bytes, uint64_t bytes, uint64_t to)
{
	if (kernel(SYS_mremap, from, old_bytes, bytes, (long)(MREMAP_MAYMOVE | MREMAP_FIXED), to) != (long)to)
		die("the kernel moves no mapping from %#lx to %#lx", (unsigned long)from, (unsigned long)to);
	reserve(from, old_bytes);
	give_back(from, from + old_bytes);
	return (long)to;
}

static long answer_mremap(uint64_t start, uint64_t old_length, uint64_t length, int flags)
{
	uint64_t old_bytes = whole_pages(old_length), bytes = whole_pages(length), to = 0;
	bool fits = bytes <= old_bytes || is_gap(start + old_bytes, start + bytes);
	if (fits)
		to = start;
	else if ((flags & MREMAP_MAYMOVE) && bytes <= MAPPINGS_TOP - MAPPINGS_BASE)
		to = place(0, bytes);
	put_call(MREMAP, start, old_bytes, to, bytes);
	if (!to)
		return -ENOMEM;
	if (to != start)
		return move_mapping(start, old_bytes, bytes, to);
	if (bytes < old_bytes) {
		reserve(start + bytes, old_bytes - bytes);
		give_back(start + bytes, start + old_bytes);
	} else if (bytes > old_bytes) {
		take_from_gap(gap_above(start + old_bytes), start + old_bytes, start + bytes);
		kernel(SYS_munmap, start + old_bytes, bytes - old_bytes);
		if (kernel(SYS_mremap, start, old_bytes, bytes, 0L) != (long)start)
			die("the kernel grows no mapping at %#lx", (unsigned long)start);
	}
	return (long)to;
}

// To a place that the library took before. As MremapFixed in SimMachine.cs has it: no call is told, and the old place is given to no other mapping.
static long answer_mremap_fixed(uint64_t start, uint64_t old_length, uint64_t length, uint64_t to)
{
	long answer = kernel(SYS_mremap, start, old_length, length, (long)(MREMAP_MAYMOVE | MREMAP_FIXED), to);
	if (!failed(answer))
		reserve(start, whole_pages(old_length));
	return answer;
}

static long answer_brk(uint64_t wanted)
{
	if (wanted < BREAK_BASE || wanted > BREAK_TOP)
		return (long)program_break;
	uint64_t had = whole_pages(program_break), has = whole_pages(wanted);
	if (wanted != program_break)
		put_call(SBRK, program_break, wanted - program_break, 0, 0);
	if (has < had)
		reserve(has, had - has);
	else if (has > had)
		lay(had, has - had, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
	return (long)(program_break = wanted);
}

static long answer_madvise(uint64_t start, uint64_t length, int advice)
{
	put_call(MADVISE, start, length, (uint64_t)advice, 0);
	long answer = kernel(SYS_madvise, start, length, (long)advice);
	return advice == MADV_DONTNEED || advice == MADV_FREE ? answer : 0; // this kernel may lack others
}

static long answer_mprotect(uint64_t start, uint64_t length, int protection)
{
	put_call(MPROTECT, start, length, (uint64_t)protection, 0);
	return kernel(SYS_mprotect, start, length, (long)protection);
}

// Files that say what the system is like; any other is opened as it is.
static long answer_open(int directory, const char *path, int flags, int mode)
{
	char cpus[32];
	snprintf(cpus, sizeof cpus, cpu_count > 1 ? "0-%d\n" : "0\n", cpu_count - 1);
	const struct { const char *path, *text; } known[] = {
		{"/sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n"},
		{"/sys/kernel/mm/transparent_hugepage/hpage_pmd_size", "2097152\n"},
		{"/proc/meminfo", "Hugepagesize:       2048 kB\n"},
		{"/proc/sys/vm/overcommit_memory", "0\n"},
		{"/sys/devices/system/cpu/online", cpus},
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(path, known[i].path)) {
			long file = kernel(SYS_memfd_create, "presented", 0L);
			if (failed(file))
				return file;
			kernel(SYS_write, file, known[i].text, strlen(known[i].text));
			kernel(SYS_lseek, file, 0L, (long)SEEK_SET);
			return file;
		}
	return kernel(SYS_openat, (long)directory, path, (long)flags, (long)mode);
}

static long answer_getaffinity(uint64_t bytes, unsigned char *set)
{
	long known = bytes < 128 ? (long)bytes : 128;
	memset(set, 0, (size_t)known);
	for (int cpu = 0; cpu < cpu_count && cpu < known * 8; cpu++)
		set[cpu / 8] |= (unsigned char)(1u << cpu % 8);
	return known;
}
