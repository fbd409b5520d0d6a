// The program's writes to its objects, and which pages the kernel then holds.

enum touch { TOUCH_NONE, TOUCH_FIRST, TOUCH_SIZE };
static enum touch touch_mode;
static volatile bool is_touching;

struct looks { // operations after which something is looked at, ascending
	uint64_t *after;
	size_t count, next;
	bool at_end;
};
static struct looks page_looks, record_looks;

static inline void touch(void *object, uint64_t bytes)
{
	if (touch_mode == TOUCH_NONE || !object || !bytes)
		return;
	uint64_t at = (uint64_t)object, end = touch_mode == TOUCH_SIZE ? at + bytes : at + 1;
	is_touching = true;
	*(volatile char *)at = 1;
	for (at = (at | (PAGE - 1)) + 1; at < end; at += PAGE)
		*(volatile char *)at = 1;
	is_touching = false;
}

// The interface of Linux 6.7, which older headers lack.
struct page_run {
	uint64_t start, end, categories;
};
struct page_scan {
	uint64_t size, flags, start, end, walk_end, runs, run_room, page_max, inverted, all_of, any_of, told;
};
#define PAGEMAP_SCAN_CALL _IOWR('f', 16, struct page_scan)
enum { PRESENT = 1 << 3, SWAPPED = 1 << 4, ZERO = 1 << 5 };

static struct { uint64_t start, end; } *page_runs; // bit 0 of the start set for zero pages
static size_t page_run_count, page_run_room;

static void add_page_run(uint64_t start, uint64_t end, bool is_zero)
{
	if (page_run_count > 0 && page_runs[page_run_count - 1].end == start && (page_runs[page_run_count - 1].start & 1) == is_zero) {
		page_runs[page_run_count - 1].end = end;
		return;
	}
	if (page_run_count == page_run_room)
		page_runs = realloc(page_runs, (page_run_room = page_run_room ? page_run_room * 2 : 4096) * sizeof *page_runs);
	page_runs[page_run_count].start = start | is_zero;
	page_runs[page_run_count++].end = end;
}

static void scan_pages(int pagemap, uint64_t start, uint64_t end)
{
	static struct page_run found[1024];
	enum { ROOM = sizeof found / sizeof *found };
	while (start < end) {
		struct page_scan scan = {.size = sizeof scan, .start = start, .end = end, .runs = (uint64_t)found, .run_room = ROOM, .any_of = PRESENT | SWAPPED, .told = ZERO};
		long n = kernel(SYS_ioctl, (long)pagemap, PAGEMAP_SCAN_CALL, &scan);
		if (failed(n))
			die("pages cannot be looked at: the kernel's PAGEMAP_SCAN says %s; Linux 6.7 or later has it", strerror((int)-n));
		for (long i = 0; i < n; i++)
			add_page_run(found[i].start, found[i].end, found[i].categories & ZERO);
		start = n < ROOM ? end : found[n - 1].end;
	}
}

// Bytes in our ranges that the kernel may take back, and that are in huge pages, as smaps has them.
static void read_sums(uint64_t *lazily_freed, uint64_t *huge)
{
	static char text[1 << 16];
	*lazily_freed = *huge = 0;
	size_t have = 0;
	bool is_inside = false;
	long file = kernel(SYS_openat, (long)AT_FDCWD, "/proc/self/smaps", (long)O_RDONLY, 0L);
	for (long n; !failed(file) && (n = kernel(SYS_read, file, text + have, sizeof text - 1 - have)) > 0;) {
		char *line = text, *end;
		text[have += (size_t)n] = 0;
		for (; (end = strchr(line, '\n')); line = end + 1) {
			unsigned long number;
			char behind;
			if (sscanf(line, "%lx%c", &number, &behind) == 2 && behind == '-')
				is_inside = is_ours(number);
			else if (is_inside && sscanf(line, "LazyFree: %lu", &number) == 1)
				*lazily_freed += (uint64_t)number << 10;
			else if (is_inside && sscanf(line, "AnonHugePages: %lu", &number) == 1)
				*huge += (uint64_t)number << 10;
		}
		have -= (size_t)(line - text);
		memmove(text, line, have);
	}
	kernel(SYS_close, file);
}

static bool has_zero_page = true;

// There are kernels that give a page memory of its own at its first read, too (those of some virtual machines).
static void find_zero_page(void)
{
	uint64_t page = (uint64_t)kernel(SYS_mmap, 0L, PAGE, (long)PROT_READ | PROT_WRITE, (long)MAP_PRIVATE | MAP_ANONYMOUS, -1L, 0L);
	long pagemap = kernel(SYS_openat, (long)AT_FDCWD, "/proc/self/pagemap", (long)O_RDONLY, 0L);
	if (failed((long)page) || failed(pagemap))
		return; // A look will say what is wrong.
	(void)*(volatile char *)page;
	struct page_run found = {0};
	struct page_scan scan = {.size = sizeof scan, .start = page, .end = page + PAGE, .runs = (uint64_t)&found, .run_room = 1, .any_of = PRESENT, .told = ZERO};
	has_zero_page = kernel(SYS_ioctl, pagemap, PAGEMAP_SCAN_CALL, &scan) != 1 || found.categories & ZERO;
	kernel(SYS_close, pagemap);
	kernel(SYS_munmap, page, PAGE);
}

static void look_at_pages(uint64_t index)
{
	static char own_pages[2 * 4096];
	long pagemap = kernel(SYS_openat, (long)AT_FDCWD, "/proc/self/pagemap", (long)O_RDONLY, 0L);
	if (failed(pagemap))
		die("/proc/self/pagemap cannot be read: %s", strerror((int)-pagemap));
	// The kernel files pages as lazily freed in batches; any call of this kind ends a batch.
	*(volatile char *)own_pages = 1;
	kernel(SYS_madvise, whole_pages((uint64_t)own_pages), PAGE, (long)MADV_COLD);
	page_run_count = 0;
	scan_pages((int)pagemap, HINTS_BASE, HINTS_TOP);
	scan_pages((int)pagemap, BREAK_BASE, BREAK_TOP);
	scan_pages((int)pagemap, MAPPINGS_BASE, MAPPINGS_TOP);
	kernel(SYS_close, pagemap);
	uint64_t lazily_freed, huge;
	read_sums(&lazily_freed, &huge);
	put_record(PAGES, page_run_count);
	put(index);
	put(lazily_freed);
	put(huge);
	put(has_zero_page);
	for (size_t i = 0; i < page_run_count; i++) {
		put(page_runs[i].start);
		put(page_runs[i].end);
	}
}

static inline bool is_due(struct looks *looks, uint64_t index)
{
	bool due = looks->next < looks->count && looks->after[looks->next] == index;
	looks->next += due;
	return due;
}

// INDEX[,INDEX…][,last], ascending.
static struct looks read_looks(const char *list)
{
	struct looks read = {0};
	while (*list) {
		char *end = (char *)list;
		if (!strncmp(list, "last", 4)) {
			read.at_end = true;
			end += 4;
		} else {
			read.after = realloc(read.after, (read.count + 1) * sizeof *read.after);
			read.after[read.count++] = strtoull(list, &end, 10);
		}
		list = *end == ',' ? end + 1 : end + strlen(end);
	}
	return read;
}

static bool makes_huge_pages;

// The rules of huge pages hold where the kernel makes them on advice alone, as the presented system says that it does.
static void check_huge_pages(void)
{
	char text[64] = "";
	long file = kernel(SYS_openat, (long)AT_FDCWD, "/sys/kernel/mm/transparent_hugepage/enabled", (long)O_RDONLY, 0L);
	long n = failed(file) ? 0 : kernel(SYS_read, file, text, sizeof text - 1);
	if (n <= 0 || !strstr(text, "[madvise]"))
		die("huge pages are compared where the system makes them on advice; /sys/kernel/mm/transparent_hugepage/enabled has to be madvise and is %.*s", n > 0 ? (int)strcspn(text, "\n") : 10, n > 0 ? text : "not there");
	kernel(SYS_close, file);
	if (!has_zero_page)
		die("huge pages are compared where pages that are only read share a zero page, which this system's kernel does not have");
}

// One real CPU: the kernel keeps pages in batches of each CPU before it files them.
static void prepare_looks(void)
{
	if (touch_mode == TOUCH_NONE)
		return;
	unsigned cpu = 0;
	cpu_set_t one;
	kernel(SYS_getcpu, &cpu, NULL, NULL);
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	kernel(SYS_sched_setaffinity, 0L, sizeof one, &one);
	find_zero_page();
	if (makes_huge_pages)
		check_huge_pages();
	else if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		die("huge pages cannot be switched off: %s", strerror(errno));
}
