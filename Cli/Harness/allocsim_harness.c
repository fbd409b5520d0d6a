// Runs the operations of a trace through a real allocator library, its threads at once on real CPUs, and says how long that took.
//
//   harness OPERATIONS LIBRARY first|size flat|think shared|alone CPUS
//
// OPERATIONS is what HarnessFile.cs writes. LIBRARY is opened with dlopen, so that it serves the trace and nothing else; "stub" stands for calls that do nothing, which
// is what the loop itself costs. The third argument says which pages of a new object are written, the fourth whether
// recorded gaps are kept, the fifth whether to run before everything else on the machine, at real-time priority; the last is how many CPUs to use.
// Threads are the program's own: the main one, to which the library belongs, runs no operation.
#include <stdbool.h>
#include <sys/personality.h>

// Twelve bytes, for the loop reads them all. What malloc and free do not need stands elsewhere.
struct operation {
	uint32_t kind;
	uint32_t object;
	uint32_t size; // SMALL_MALLOC, below 4 GiB and without details: bytes; the other calls: index of their details
};
struct details {
	uint64_t size, extra;
	uint32_t old;
	int32_t flags;
};
struct header {
	char magic[8];
	uint64_t threads, objects, details, operations;
};
struct thread {
	pthread_t handle;
	const struct operation *first, *end;
	const uint64_t *times_ns;
	uint64_t began_ns, ended_ns;
	unsigned cpu;
};

#define NO_OBJECT UINT32_MAX
#define NULL_RESULT ((void *)1) // An allocation that failed: the object exists, and is a null pointer.
#define LOOKS_BEFORE_YIELD 256

static void *lib_handle;
static void *_Atomic *objects;
static const struct details *details;
static atomic_uint waiting;
static bool touches_all, thinks, is_stub;
static pthread_key_t last_key;
static volatile size_t sink;

// ---- calls that do nothing

static __thread char stub_object[4096]; // of each thread, so that writing to it costs nobody a cache line
static __attribute__((noinline)) void *stub_malloc(size_t n) { (void)n; return stub_object; }
static __attribute__((noinline)) void *stub_calloc(size_t n, size_t m) { (void)n; (void)m; return stub_object; }
static __attribute__((noinline)) int stub_memalign(void **p, size_t a, size_t n) { (void)a; (void)n; *p = stub_object; return 0; }
static __attribute__((noinline)) void *stub_realloc(void *p, size_t n) { (void)n; return p ? p : stub_object; }
static __attribute__((noinline)) void stub_free(void *p) { sink = (size_t)p; }
static __attribute__((noinline)) void *stub_mallocx(size_t n, int f) { (void)n; (void)f; return stub_object; }
static __attribute__((noinline)) void *stub_rallocx(void *p, size_t n, int f) { (void)n; (void)f; return p; }
static __attribute__((noinline)) size_t stub_xallocx(void *p, size_t n, size_t e, int f) { (void)p; (void)e; (void)f; return n; }
static __attribute__((noinline)) size_t stub_sallocx(const void *p, int f) { (void)p; (void)f; return 0; }
static __attribute__((noinline)) void stub_dallocx(void *p, int f) { (void)f; sink = (size_t)p; }
static __attribute__((noinline)) void stub_sdallocx(void *p, size_t n, int f) { (void)n; (void)f; sink = (size_t)p; }
static __attribute__((noinline)) size_t stub_nallocx(size_t n, int f) { (void)f; return n; }

static void use_stubs(void)
{
	is_stub = true;
	lib.malloc = stub_malloc;
	lib.calloc = stub_calloc;
	lib.posix_memalign = stub_memalign;
	lib.aligned_alloc = stub_calloc;
	lib.realloc = stub_realloc;
	lib.free = stub_free;
	lib.mallocx = stub_mallocx;
	lib.rallocx = stub_rallocx;
	lib.xallocx = stub_xallocx;
	lib.sallocx = stub_sallocx;
	lib.dallocx = stub_dallocx;
	lib.sdallocx = stub_sdallocx;
	lib.nallocx = stub_nallocx;
}

static void use_library(const char *path)
{
	lib_handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (!lib_handle)
		die("%s", dlerror());
	const char *missing = find_calls(lib_handle);
	if (!lib.malloc || !lib.calloc || !lib.posix_memalign || !lib.aligned_alloc || !lib.realloc || !lib.free)
		die("%s has no %s; expected an allocator whose functions have no prefix", path, missing);
	if (!is_own_call(lib_handle, lib.malloc))
		die("%s has no malloc of its own; expected an allocator whose functions have no prefix", path);
}

// Calls that jemalloc alone has.
static void require_calls(const char *path, const struct operation *first, const struct operation *end)
{
	for (const struct operation *o = first; o < end; o++)
		if (o->kind >= MALLOCX && o->kind <= NALLOCX && !lib.mallocx)
			die("%s has no mallocx and its kin, which the trace calls", path);
}

// ---- the replay

static inline void *take(uint32_t number)
{
	if (number == NO_OBJECT)
		return NULL;
	void *object;
	for (unsigned looks = 0; !(object = atomic_load_explicit(&objects[number], memory_order_acquire)); looks++)
		if (looks < LOOKS_BEFORE_YIELD)
			relax();
		else
			sched_yield();
	return object == NULL_RESULT ? NULL : object;
}

static inline void put(const struct operation *o, void *object, size_t size)
{
	if (object && size) {
		*(volatile char *)object = 1;
		if (touches_all && !is_stub) {
			uintptr_t end = (uintptr_t)object + size;
			for (uintptr_t page = ((uintptr_t)object | 4095) + 1; page < end; page += 4096)
				*(volatile char *)page = 1;
		}
	}
	atomic_store_explicit(&objects[o->object], object ? object : NULL_RESULT, memory_order_release);
}

static inline void put_all(const struct operation *o, const struct details *d, void *object)
{
	put(o, object, o->kind == CALLOC ? d->extra * d->size : d->size);
}

static __attribute__((noinline)) void run_detailed(const struct operation *o)
{
	const struct details *d = &details[o->size];
	void *p = NULL;
	switch (o->kind) {
	case MALLOC: put_all(o, d, lib.malloc(d->size)); break;
	case CALLOC: put_all(o, d, lib.calloc(d->extra, d->size)); break;
	case REALLOC: put_all(o, d, lib.realloc(take(d->old), d->size)); break;
	case MEMALIGN: put_all(o, d, lib.posix_memalign(&p, d->extra, d->size) ? NULL : p); break;
	case ALIGNED_ALLOC: put_all(o, d, lib.aligned_alloc(d->extra, d->size)); break;
	case MALLOCX: put_all(o, d, lib.mallocx(d->size, d->flags)); break;
	case RALLOCX: put_all(o, d, lib.rallocx(take(d->old), d->size, d->flags)); break;
	case XALLOCX: sink = lib.xallocx(take(o->object), d->size, d->extra, d->flags); break;
	case SALLOCX: sink = lib.sallocx(take(o->object), d->flags); break;
	case NALLOCX: sink = lib.nallocx(d->size, d->flags); break;
	case DALLOCX: lib.dallocx(take(o->object), d->flags); break;
	case SDALLOCX: lib.sdallocx(take(o->object), d->size, d->flags); break;
	}
}

static void run(const struct thread *self)
{
	for (const struct operation *o = self->first; o < self->end; o++) {
		if (thinks)
			while (now_ns() - self->began_ns < self->times_ns[o - self->first] - self->times_ns[0])
				;
		if (o->kind == SMALL_MALLOC)
			put(o, lib.malloc(o->size), o->size);
		else if (o->kind == FREE)
			lib.free(take(o->object));
		else
			run_detailed(o);
	}
}

// The key is made after the library's own, so its destructor comes after what the library does at a thread's exit.
static void note_end(void *value)
{
	((struct thread *)value)->ended_ns = now_ns();
}

static void pin(unsigned cpu)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	sched_setaffinity(0, sizeof one, &one);
}

static void *thread_main(void *argument)
{
	struct thread *self = argument;
	pin(self->cpu);
	pthread_setspecific(last_key, self);
	atomic_fetch_sub(&waiting, 1);
	for (unsigned looks = 0; atomic_load(&waiting); looks++)
		if (looks < LOOKS_BEFORE_YIELD)
			relax();
		else
			sched_yield();
	self->began_ns = now_ns();
	run(self);
	return NULL;
}

// The process gets by with so many of the CPUs that it may use: the library counts those.
static cpu_set_t limit_cpus(int wanted)
{
	cpu_set_t allowed;
	if (sched_getaffinity(0, sizeof allowed, &allowed))
		die("the CPUs of this process cannot be read");
	if (wanted < 1 || wanted > CPU_COUNT(&allowed))
		die("%d CPUs are wanted, and %d are there", wanted, CPU_COUNT(&allowed));
	for (int cpu = CPU_SETSIZE - 1; CPU_COUNT(&allowed) > wanted; cpu--)
		CPU_CLR(cpu, &allowed);
	sched_setaffinity(0, sizeof allowed, &allowed);
	return allowed;
}

// Pins threads to CPUs, one after the other.
static void assign_cpus(struct thread *threads, size_t count, const cpu_set_t *allowed)
{
	unsigned cpu = CPU_SETSIZE - 1;
	for (size_t i = 0; i < count; i++) {
		do
			cpu = (cpu + 1) % CPU_SETSIZE;
		while (!CPU_ISSET(cpu, allowed));
		threads[i].cpu = cpu;
	}
}

static void run_all(struct thread *threads, size_t count)
{
	pthread_key_create(&last_key, note_end);
	atomic_store(&waiting, (unsigned)count);
	for (size_t i = 0; i < count; i++)
		if (pthread_create(&threads[i].handle, NULL, thread_main, &threads[i]))
			die("thread %zu of %zu cannot be started", i + 1, count);
	uint64_t began = UINT64_MAX, ended = 0;
	for (size_t i = 0; i < count; i++) {
		pthread_join(threads[i].handle, NULL);
		began = threads[i].began_ns < began ? threads[i].began_ns : began;
		ended = threads[i].ended_ns > ended ? threads[i].ended_ns : ended;
	}
	printf("elapsed_ns %" PRIu64 "\n", count ? ended - began : 0);
}

// ---- the counters

static bool read_u64(const char *name, uint64_t *value)
{
	size_t length = sizeof *value;
	return lib.mallctl(name, value, &length, NULL, 0) == 0;
}

static bool read_u32(const char *name, uint32_t *value)
{
	size_t length = sizeof *value;
	return lib.mallctl(name, value, &length, NULL, 0) == 0;
}

static void print_mutex(const char *mutex)
{
	static const char *const counters[] = {"num_ops", "num_wait", "num_spin_acq", "num_owner_switch", "total_wait_time", "max_wait_time"};
	uint64_t values[6] = {0};
	uint32_t threads = 0;
	char name[256];
	for (int i = 0; i < 6; i++) {
		snprintf(name, sizeof name, "%s.%s", mutex, counters[i]);
		if (!read_u64(name, &values[i]))
			return;
	}
	snprintf(name, sizeof name, "%s.max_num_thds", mutex);
	read_u32(name, &threads);
	printf("mutex %s", mutex);
	for (int i = 0; i < 6; i++)
		printf(" %" PRIu64, values[i]);
	printf(" %" PRIu32 "\n", threads);
}

static void print_mutexes(void)
{
	if (!lib.mallctl)
		return;
	static const char *const global[] = {"background_thread", "max_per_bg_thd", "ctl", "prof", "prof_thds_data", "prof_dump", "prof_recent_alloc", "prof_recent_dump", "prof_stats"};
	static const char *const of_arena[] = {"large", "extent_avail", "extents_dirty", "extents_muzzy", "extents_retained", "decay_dirty", "decay_muzzy", "base", "tcache_list", "hpa_shard", "hpa_shard_grow", "hpa_sec"};
	uint64_t epoch = 1;
	size_t length = sizeof epoch;
	uint32_t arenas = 0, bins = 0;
	char name[128];
	lib.mallctl("epoch", &epoch, &length, &epoch, length);
	read_u32("arenas.narenas", &arenas);
	read_u32("arenas.nbins", &bins);
	for (size_t i = 0; i < sizeof global / sizeof *global; i++) {
		snprintf(name, sizeof name, "stats.mutexes.%s", global[i]);
		print_mutex(name);
	}
	for (uint32_t arena = 0; arena < arenas; arena++) {
		for (size_t i = 0; i < sizeof of_arena / sizeof *of_arena; i++) {
			snprintf(name, sizeof name, "stats.arenas.%u.mutexes.%s", arena, of_arena[i]);
			print_mutex(name);
		}
		for (uint32_t bin = 0; bin < bins; bin++) {
			snprintf(name, sizeof name, "stats.arenas.%u.bins.%u.mutex", arena, bin);
			print_mutex(name);
		}
	}
}

// The library's thread-local block lies at one distance from every thread's descriptor; a thread that does not use the library is told of it, too.
static void *measure_block(void *distance)
{
	void *block = NULL;
	if (!dlinfo(lib_handle, RTLD_DI_TLS_DATA, &block) && block)
		*(uintptr_t *)distance = (uintptr_t)pthread_self() - (uintptr_t)block;
	return NULL;
}

// Where these blocks lie, which the library seeds its generators with.
static void print_blocks(const struct thread *threads, size_t count)
{
	pthread_t helper;
	uintptr_t distance = 0;
	if (pthread_create(&helper, NULL, measure_block, &distance) || pthread_join(helper, NULL) || !distance)
		return;
	for (size_t i = 0; i < count; i++)
		printf("block %zu %" PRIuPTR "\n", i, (uintptr_t)threads[i].handle - distance);
	printf("block %zu %" PRIuPTR "\n", count, (uintptr_t)pthread_self() - distance);
}

static void *read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		die("%s cannot be read", path);
	fseek(file, 0, SEEK_END);
	*length = (size_t)ftell(file);
	rewind(file);
	void *bytes = aligned_alloc(4096, (*length + 4095) & ~(size_t)4095);
	if (!bytes || fread(bytes, 1, *length, file) != *length)
		die("%s cannot be read", path);
	fclose(file);
	return bytes;
}

// Every run has the same addresses, where the system allows to ask for that.
static void fix_addresses(char **arguments)
{
	int now = personality(0xffffffff);
	if (now >= 0 && !(now & ADDR_NO_RANDOMIZE) && personality((unsigned long)now | ADDR_NO_RANDOMIZE) >= 0)
		execv("/proc/self/exe", arguments);
}

int main(int count, char **arguments)
{
	fix_addresses(arguments);
	if (count != 7)
		die("usage: %s OPERATIONS LIBRARY|stub first|size flat|think shared|alone CPUS", arguments[0]);
	size_t length;
	const char *bytes = read_file(arguments[1], &length);
	const struct header *header = (const void *)bytes;
	if (length < sizeof *header || memcmp(header->magic, "ASIMOPS2", 8))
		die("%s is no file of operations", arguments[1]);
	const uint64_t *counts = (const void *)(header + 1), *times_ns = counts + header->threads;
	details = (const void *)(times_ns + header->operations);
	const struct operation *next = (const void *)(details + header->details);
	struct thread *threads = calloc(header->threads + 1, sizeof *threads);
	for (uint64_t i = 0; i < header->threads; times_ns += counts[i], next += counts[i++])
		threads[i] = (struct thread){.first = next, .end = next + counts[i], .times_ns = times_ns};
	if ((const char *)next != bytes + length)
		die("%s is not whole", arguments[1]);
	size_t table = (header->objects + 1) * sizeof *objects;
	objects = aligned_alloc(4096, (table + 4095) & ~(size_t)4095);
	memset((void *)objects, 0, table);
	touches_all = !strcmp(arguments[3], "size");
	thinks = !strcmp(arguments[4], "think");
	cpu_set_t cpus = limit_cpus(atoi(arguments[6]));
	assign_cpus(threads, header->threads, &cpus);
	schedule(arguments[5]);
	if (strcmp(arguments[2], "stub"))
		use_library(arguments[2]);
	else
		use_stubs();
	require_calls(arguments[2], threads[0].first, next);
	run_all(threads, header->threads);
	if (!is_stub) {
		print_mutexes();
		print_blocks(threads, header->threads);
	}
	fflush(stdout);
	_exit(0);
}
