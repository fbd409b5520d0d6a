// The recorder: a library for LD_PRELOAD that writes down every call of the malloc family.
//
// Each thread writes into a window of its own, which is a part of the file that is mapped shared: what is recorded survives the end of the process
// however it ends, SIGKILL included. A full window is copied to a place of its own in the file and used again; to write into ever new mapped pages
// would take several times as long. Nothing is locked on the way of a call. Calls are put in order afterwards by their times: a call that gives memory out
// is timed after it, a call that takes memory back before it, so an object's free never comes before its allocation, nor a second
// allocation of an address before the free of the first, whichever threads make them. A realloc is written as two records for that reason.
//
// ALLOCSIM_RECORD names the files: PREFIX.PID.N. A forked child and a program run by exec get files of their own. A child's header says where in its
// parent's records it was forked, so that it can be told what it inherited. Whatever a process does to LD_PRELOAD, the library is in front of it again in
// the programs that it runs; before a process replaces itself, its header says by what, in case that program is not recorded.
// Layout of a file: a page with a header, then chunks, which are windows and copies of windows. Chunk: 64 bytes of header, then records of 64-bit
// words up to the first zero word. A chunk without its magic number is not whole and not needed. When the process was killed between copying a
// window and emptying it, two chunks have the same thread and sequence number, and the same records.
// First word of a record: ticks since the start, shifted left by 8, plus the kind. It is written last, so a torn record is never seen.
// A tick is one of the processor's time stamp counter where the system itself trusts that, and a nanosecond elsewhere; the header and every
// chunk note ticks and nanoseconds together, from which the reader takes the rate.
// Built with ALLOCSIM_STACKS, a call that gives memory out is preceded by the hash of its call stack, and that by the frames where the thread has
// not written them lately. PREFIX.PID.N.maps gets the lines of /proc/self/maps that are needed to name the frames.
// Built with ALLOCSIM_PREFIX=je_, the calls are je_malloc and its kin, of a shared library with such names; malloc itself is left alone.
// Built with ALLOCSIM_HEAP, what the system holds of the memory of one library is looked at now and then: the one that ALLOCSIM_RECORD_HEAP names.
#define _GNU_SOURCE
#include <alloca.h>
#include <dlfcn.h>
#include <errno.h>
#ifdef ALLOCSIM_STACKS
#include <execinfo.h>
#endif
#include <fcntl.h>
#include <limits.h>
#ifdef ALLOCSIM_HEAP
#include <link.h>
#include <sys/ioctl.h>
#endif
#include <pthread.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#ifdef __x86_64__
#include <x86intrin.h>
#endif

#define CHUNK_BYTES (UINT64_C(1) << 16)
#define HEADER_BYTES UINT64_C(4096)
#define CHUNK_MAGIC UINT64_C(0x4b4e55484353410a)
#define MOST_WORDS 5
#define EXPORT __attribute__((visibility("default")))
#define TLS __thread __attribute__((tls_model("initial-exec")))

enum {
	K_MALLOC = 1, K_CALLOC, K_MEMALIGN, K_ALIGNED_ALLOC, K_FREE, K_REALLOC_BEGIN, K_REALLOC_END, K_EXIT,
	K_MALLOCX, K_RALLOCX_BEGIN, K_RALLOCX_END, K_XALLOCX, K_SALLOCX, K_DALLOCX, K_SDALLOCX, K_NALLOCX, K_RESIDENT, K_MALLOC_SMALL,
	K_FRAMES, K_STACK
};

struct file_header {
	char magic[8];
	uint64_t process, parent, start_unix_ns, page_bytes, cpus, chunk_bytes;
	uint64_t rate_ticks, rate_ns; // measured at the start
	uint64_t end_ticks, end_ns;   // since the start, written at an orderly end
	uint64_t stopped_ticks;       // when the recorder had to stop, because it could not write any more
	char program[1024];
	char command[2048];
	char replaced_by[512];        // what the process is about to replace itself by
	char forked_from[64];         // the parent's file, of a forked child
	uint64_t forked_ticks;        // since the parent's start
	uint64_t heap_top;            // where the highest mapping of the library ends that is looked at, at the first look
	uint64_t heap_break;          // where the library's part of the break began
};
struct chunk_header {
	uint64_t magic, start_ns;
	uint32_t thread, sequence;
	uint64_t start_ticks, reserved[4];
};

#ifdef ALLOCSIM_PREFIX
#define JOIN(a, b) a##b
#define JOINED(a, b) JOIN(a, b)
#define TEXT(a) #a
#define TEXT_OF(a) TEXT(a)
#define PREFIXED(name) JOINED(ALLOCSIM_PREFIX, name)
#define PREFIX_TEXT TEXT_OF(ALLOCSIM_PREFIX)
#define malloc PREFIXED(malloc)
#define calloc PREFIXED(calloc)
#define realloc PREFIXED(realloc)
#define reallocarray PREFIXED(reallocarray)
#define free PREFIXED(free)
#define cfree PREFIXED(cfree)
#define posix_memalign PREFIXED(posix_memalign)
#define aligned_alloc PREFIXED(aligned_alloc)
#define memalign PREFIXED(memalign)
#define valloc PREFIXED(valloc)
#define pvalloc PREFIXED(pvalloc)
#define mallocx PREFIXED(mallocx)
#define rallocx PREFIXED(rallocx)
#define xallocx PREFIXED(xallocx)
#define sallocx PREFIXED(sallocx)
#define dallocx PREFIXED(dallocx)
#define sdallocx PREFIXED(sdallocx)
#define nallocx PREFIXED(nallocx)
#else
#define PREFIX_TEXT ""
#endif

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t), *(*real_realloc)(void *, size_t), (*real_free)(void *);
static void *(*real_memalign)(size_t, size_t), *(*real_aligned_alloc)(size_t, size_t), *(*real_valloc)(size_t), *(*real_pvalloc)(size_t);
static int (*real_posix_memalign)(void **, size_t, size_t);

static char path[4096];
static struct file_header *head; // mapped
static atomic_uint_fast64_t chunks;
static atomic_uint threads;
static uint64_t origin_ns, origin_ticks;
static bool counter; // ticks are the processor's
static bool samples_resident; // of the process, or of one library's memory
static uint64_t forking_ticks;
static pthread_key_t exit_key;
static atomic_int state; // 0 not begun, 1 under way, 2 ready, 3 not recording

static TLS uint64_t *at, *end; // where the next record goes; from where on a call first makes room
static TLS char *chunk;
static TLS uint32_t my_thread, my_sequence;
static TLS int destructions;
static TLS bool busy, numbered;

// Memory for what is asked for before the real functions are known (dlsym itself allocates).
static char early[1 << 16] __attribute__((aligned(64)));
static atomic_size_t early_used;

static bool is_early(const void *p) { return (const char *)p >= early && (const char *)p < early + sizeof early; }
static void *early_alloc(size_t n, size_t align) {
	if (align < 16) align = 16;
	size_t got = atomic_fetch_add(&early_used, n + align + 16);
	if (got + n + align + 16 > sizeof early) return NULL;
	uintptr_t p = ((uintptr_t)early + got + 16 + align - 1) & ~(align - 1);
	((size_t *)p)[-1] = n;
	return (void *)p;
}

static uint64_t clock_ns(clockid_t id) {
	struct timespec t;
	clock_gettime(id, &t);
	return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}
// The fence keeps the time from being read before what the call has done or seen.
static inline uint64_t ticks(void) {
#ifdef __x86_64__
	if (__builtin_expect(counter, 1)) { _mm_lfence(); return __rdtsc(); }
#endif
	return clock_ns(CLOCK_MONOTONIC);
}
static inline uint64_t now(void) { return ticks() - origin_ticks; }

// ---------------------------------------------------------------- the file
// The C library's own open, read, write and close are places at which a thread may be cancelled; malloc and free are none.
static int sys_open(const char *name, int flags) { return (int)syscall(SYS_openat, AT_FDCWD, name, flags | O_CLOEXEC, 0666); }
static void sys_close(int fd) { syscall(SYS_close, fd); }
static ssize_t sys_read(int fd, void *to, size_t n) { return syscall(SYS_read, fd, to, n); }
static bool write_at(int fd, const void *from, size_t n, uint64_t offset) {
	for (size_t done = 0; done < n;) {
		ssize_t written = syscall(SYS_pwrite64, fd, (const char *)from + done, n - done, offset + done);
		if (written < 0 && errno == EINTR) continue;
		if (written <= 0) return false;
		done += (size_t)written;
	}
	return true;
}
static size_t read_file(const char *name, char *to, size_t room) {
	int fd = sys_open(name, O_RDONLY);
	ssize_t n = fd < 0 ? 0 : sys_read(fd, to, room - 1);
	if (fd >= 0) sys_close(fd);
	to[n > 0 ? n : 0] = 0;
	return n > 0 ? (size_t)n : 0;
}
static char *decimal(char *to, uint64_t n) {
	char digits[24];
	int i = 0;
	do digits[i++] = (char)('0' + n % 10); while (n /= 10);
	while (i) *to++ = digits[--i];
	*to = 0;
	return to;
}
static bool open_file(void) {
	const char *prefix = getenv("ALLOCSIM_RECORD");
	if (!prefix || strlen(prefix) > sizeof path - 64) return false;
	struct file_header h = { .magic = "ASREC1\n" };
	char source[64];
	counter = read_file("/sys/devices/system/clocksource/clocksource0/current_clocksource", source, sizeof source) && !strncmp(source, "tsc", 3);
	h.process = (uint64_t)getpid();
	h.parent = (uint64_t)getppid();
	h.start_unix_ns = clock_ns(CLOCK_REALTIME);
	origin_ns = clock_ns(CLOCK_MONOTONIC);
	origin_ticks = ticks();
	do h.rate_ns = clock_ns(CLOCK_MONOTONIC) - origin_ns; while (h.rate_ns < 200000);
	h.rate_ticks = now();
	h.page_bytes = (uint64_t)sysconf(_SC_PAGESIZE);
	h.cpus = (uint64_t)sysconf(_SC_NPROCESSORS_ONLN);
	h.chunk_bytes = CHUNK_BYTES;
	ssize_t n = readlink("/proc/self/exe", h.program, sizeof h.program - 1);
	if (n > 0) h.program[n] = 0;
	size_t length = read_file("/proc/self/cmdline", h.command, sizeof h.command);
	for (size_t i = 0; i + 1 < length; i++) if (!h.command[i]) h.command[i] = ' ';
	int fd = -1;
	for (uint64_t i = 0; i < 10000 && fd < 0; i++) {
		strcpy(path, prefix);
		char *p = path + strlen(path);
		*p++ = '.';
		p = decimal(p, h.process);
		*p++ = '.';
		decimal(p, i);
		fd = sys_open(path, O_CREAT | O_EXCL | O_RDWR);
		if (fd < 0 && errno != EEXIST) return false;
	}
	if (fd < 0) return false;
	_Static_assert(sizeof h <= HEADER_BYTES, "the header is a page");
	void *p = write_at(fd, &h, sizeof h, 0) && write_at(fd, "", 1, HEADER_BYTES - 1)
		? mmap(NULL, HEADER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
	sys_close(fd);
	head = p == MAP_FAILED ? NULL : p;
	return head != NULL;
}
static void sample_resident(void);
static void limit_window(void);
static bool only_looks(void);
static void copy_maps(void);
// Where the next chunk goes; 0 when the file must not become that long, which would be a signal.
static uint64_t next_place(void) {
	struct rlimit limit;
	uint64_t offset = HEADER_BYTES + atomic_fetch_add(&chunks, 1) * CHUNK_BYTES;
	return getrlimit(RLIMIT_FSIZE, &limit) || offset + CHUNK_BYTES <= limit.rlim_cur ? offset : 0;
}
// The file is opened anew each time: a program may close any descriptor that it did not open.
static bool open_window(void) {
	static const char zeros[4096];
	uint64_t offset = next_place();
	int fd = offset ? sys_open(path, O_RDWR) : -1;
	if (fd < 0) return false;
	// The file system must have room for all of it, or a later write to the mapping would be a bus error.
	bool room = syscall(SYS_fallocate, fd, 0, offset, CHUNK_BYTES) == 0;
	for (uint64_t i = 0; !room && write_at(fd, zeros, sizeof zeros, offset + i); room = i == CHUNK_BYTES) i += sizeof zeros;
	void *p = room ? mmap(NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, (off_t)offset) : MAP_FAILED;
	sys_close(fd);
	if (p == MAP_FAILED) return false;
	chunk = p;
	return true;
}
static bool copy_window(void) {
	uint64_t offset = next_place();
	int fd = offset ? sys_open(path, O_RDWR) : -1;
	if (fd < 0) return false;
	size_t head_bytes = sizeof(struct chunk_header);
	bool written = write_at(fd, chunk + head_bytes, CHUNK_BYTES - head_bytes, offset + head_bytes) && write_at(fd, chunk, head_bytes, offset);
	sys_close(fd);
	return written;
}
// Whenever the process is killed on the way, each record is in the window or in a whole copy.
static void empty_window(void) {
	struct chunk_header *h = (struct chunk_header *)chunk;
	*(volatile uint64_t *)&h->magic = 0;
	atomic_signal_fence(memory_order_seq_cst);
	memset(h + 1, 0, CHUNK_BYTES - sizeof *h);
	h->start_ticks = now();
	h->start_ns = clock_ns(CLOCK_MONOTONIC) - origin_ns;
	h->thread = my_thread;
	h->sequence = my_sequence++;
	atomic_signal_fence(memory_order_seq_cst);
	*(volatile uint64_t *)&h->magic = CHUNK_MAGIC;
	at = (uint64_t *)(h + 1);
	end = (uint64_t *)(chunk + CHUNK_BYTES) - MOST_WORDS;
	limit_window();
}
static void close_window(void) {
	if (chunk) munmap(chunk, CHUNK_BYTES);
	chunk = NULL;
	at = end = NULL;
}
static __attribute__((noinline)) bool make_room(void) {
	if (atomic_load(&state) != 2) return false;
	if (only_looks()) return true;
	busy = true;
	int saved = errno;
	if (!numbered) {
		numbered = true;
		my_thread = atomic_fetch_add(&threads, 1);
		pthread_setspecific(exit_key, (void *)1);
	}
	bool ready = chunk ? copy_window() : open_window();
	if (ready) empty_window();
	else {
		// Nowhere to write: the program goes on without. What the windows hold stays.
		uint64_t none = 0;
		atomic_compare_exchange_strong((_Atomic uint64_t *)&head->stopped_ticks, &none, now());
		atomic_store(&state, 3);
	}
	if (ready && samples_resident) sample_resident();
	copy_maps();
	errno = saved;
	busy = false;
	return ready;
}
static inline void put(unsigned kind, uint64_t time, int n, uint64_t a, uint64_t b, uint64_t c, uint64_t d) {
	if (__builtin_expect(at >= end, 0) && !make_room()) return;
	uint64_t *p = at;
	if (n > 0) p[1] = a;
	if (n > 1) p[2] = b;
	if (n > 2) p[3] = c;
	if (n > 3) p[4] = d;
	atomic_store_explicit((_Atomic uint64_t *)p, time << 8 | kind, memory_order_release);
	at = p + 1 + n;
}
static void put_resident(uint64_t bytes) { put(K_RESIDENT, now(), 1, bytes, 0, 0, 0); }
#ifdef ALLOCSIM_HEAP
// ---------------------------------------------------------------- the memory of one library
// What it gets of mmap and of the break is noted: this library stands in front of the C library's functions. Nothing here allocates, or waits for the loader: the caller may hold locks of the allocator.
#define MOST_RANGES 65536
#define LOOK_WORDS 256                  // after so many words of records a thread sees whether it is time for a look
#define LOOK_NS UINT64_C(200000)        // least time between two looks,
#define LOOK_SHARE 20                   // and so many times as long as the last one took
struct page_run { uint64_t from, to, categories; };
struct page_scan { uint64_t size, flags, from, to, walk_end, runs, run_room, page_max, inverted, all_of, any_of, told; }; // Linux 6.7; older headers lack it
#define PAGEMAP_SCAN_CALL _IOWR('f', 16, struct page_scan)
enum { PAGE_PRESENT = 1 << 3, PAGE_SWAPPED = 1 << 4, PAGE_ZERO = 1 << 5 };
static struct { uintptr_t from, to; } ranges[MOST_RANGES]; // ascending, apart from each other
static size_t range_count;
static atomic_flag ranges_taken = ATOMIC_FLAG_INIT;
static uintptr_t library_from, library_to;
static void *(*real_sbrk)(intptr_t);
static uintptr_t first_break;
static atomic_int library_known;
static atomic_uint_fast64_t next_look;
static TLS uint64_t *window_end;

static void take_ranges(void) { while (atomic_flag_test_and_set_explicit(&ranges_taken, memory_order_acquire)) { } }
static void give_ranges(void) { atomic_flag_clear_explicit(&ranges_taken, memory_order_release); }
static void insert_range(size_t i, uintptr_t from, uintptr_t to) {
	if (range_count == MOST_RANGES) { samples_resident = false; return; }
	memmove(ranges + i + 1, ranges + i, (range_count++ - i) * sizeof *ranges);
	ranges[i].from = from;
	ranges[i].to = to;
}
static void remove_range(uintptr_t from, uintptr_t to) {
	for (size_t i = 0; i < range_count;) {
		uintptr_t first = ranges[i].from, last = ranges[i].to;
		if (last <= from || first >= to) { i++; continue; }
		if (first < from && last > to) { ranges[i].to = from; insert_range(i + 1, to, last); return; }
		if (first < from) ranges[i++].to = from;
		else if (last > to) ranges[i++].from = to;
		else memmove(ranges + i, ranges + i + 1, (--range_count - i) * sizeof *ranges);
	}
}
static void add_range(uintptr_t from, uintptr_t to) {
	remove_range(from, to);
	size_t i = 0;
	while (i < range_count && ranges[i].from < from) i++;
	bool joins = i > 0 && ranges[i - 1].to == from, meets = i < range_count && ranges[i].from == to;
	if (joins && meets) {
		ranges[i - 1].to = ranges[i].to;
		memmove(ranges + i, ranges + i + 1, (--range_count - i) * sizeof *ranges);
	}
	else if (joins) ranges[i - 1].to = to;
	else if (meets) ranges[i].from = from;
	else insert_range(i, from, to);
}
static int find_library(struct dl_phdr_info *info, size_t size, void *name) {
	(void)size;
	if (strcmp(info->dlpi_name, name)) return 0;
	library_from = UINTPTR_MAX;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		if (info->dlpi_phdr[i].p_type != PT_LOAD) continue;
		uintptr_t from = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr, to = from + info->dlpi_phdr[i].p_memsz;
		if (from < library_from) library_from = from;
		if (to > library_to) library_to = to;
	}
	return 1;
}
// The first call comes before there are threads.
static bool is_library(void *caller) {
	if (!atomic_load(&library_known)) {
		char *name = getenv("ALLOCSIM_RECORD_HEAP");
		real_sbrk = dlsym(RTLD_NEXT, "sbrk");
		if (name) dl_iterate_phdr(find_library, name);
		atomic_store(&library_known, 1);
	}
	return (uintptr_t)caller - library_from < library_to - library_from;
}
static void note_range(void *p, size_t n) {
	take_ranges();
	add_range((uintptr_t)p, ((uintptr_t)p + n + 4095) & ~UINT64_C(4095));
	give_ranges();
}
EXPORT void *mmap(void *address, size_t n, int protection, int flags, int fd, off_t offset) {
	void *p = (void *)syscall(SYS_mmap, address, n, protection, flags, fd, offset);
	if (p != MAP_FAILED && is_library(__builtin_return_address(0))) note_range(p, n);
	return p;
}
EXPORT void *mmap64(void *address, size_t n, int protection, int flags, int fd, off_t offset) {
	void *p = (void *)syscall(SYS_mmap, address, n, protection, flags, fd, offset);
	if (p != MAP_FAILED && is_library(__builtin_return_address(0))) note_range(p, n);
	return p;
}
EXPORT int munmap(void *p, size_t n) {
	int result = (int)syscall(SYS_munmap, p, n);
	if (result) return result;
	take_ranges();
	remove_range((uintptr_t)p, ((uintptr_t)p + n + 4095) & ~UINT64_C(4095));
	give_ranges();
	return 0;
}
EXPORT void *sbrk(intptr_t n) {
	bool noted = is_library(__builtin_return_address(0)) && n > 0;
	void *p = real_sbrk(n);
	if (noted && p != (void *)-1) {
		if (!first_break) first_break = (uintptr_t)p;
		note_range(p, (size_t)n);
	}
	return p;
}
// Pages with memory of their own: those that were only read show the kernel's zero page and count nowhere.
static bool count_pages(int pagemap, uint64_t from, uint64_t to, uint64_t *pages) {
	static struct page_run found[512];
	enum { ROOM = sizeof found / sizeof *found };
	while (from < to) {
		struct page_scan scan = { .size = sizeof scan, .from = from, .to = to, .runs = (uint64_t)found, .run_room = ROOM, .any_of = PAGE_PRESENT | PAGE_SWAPPED, .told = PAGE_ZERO };
		long n = syscall(SYS_ioctl, pagemap, PAGEMAP_SCAN_CALL, &scan);
		if (n < 0) return false;
		for (long i = 0; i < n; i++) if (!(found[i].categories & PAGE_ZERO)) *pages += (found[i].to - found[i].from) >> 12;
		from = n < ROOM ? to : found[n - 1].to;
	}
	return true;
}
static void sample_resident(void) {
	uint64_t begun = clock_ns(CLOCK_MONOTONIC), due = atomic_load(&next_look), pages = 0;
	if (begun < due || !atomic_compare_exchange_strong(&next_look, &due, UINT64_MAX)) return;
	int pagemap = sys_open("/proc/self/pagemap", O_RDONLY);
	take_ranges();
	bool counted = pagemap >= 0;
	for (size_t i = 0; i < range_count && counted; i++) counted = count_pages(pagemap, ranges[i].from, ranges[i].to, &pages);
	if (range_count > 0 && !head->heap_top) head->heap_top = ranges[range_count - 1].to;
	head->heap_break = first_break;
	give_ranges();
	if (pagemap >= 0) sys_close(pagemap);
	if (counted) put_resident(pages << 12);
	else samples_resident = false;
	uint64_t ended = clock_ns(CLOCK_MONOTONIC), pause = (ended - begun) * LOOK_SHARE;
	atomic_store(&next_look, ended + (pause > LOOK_NS ? pause : LOOK_NS));
}
// A window is made to seem full now and then, so that nothing is added to a call's way.
static void limit_window(void) {
	window_end = end;
	if (samples_resident && (size_t)(end - at) > LOOK_WORDS) end = at + LOOK_WORDS;
}
static bool only_looks(void) {
	if (!chunk || at >= window_end) return false;
	int saved = errno;
	end = window_end;
	limit_window();
	busy = true;
	if (samples_resident) sample_resident();
	busy = false;
	errno = saved;
	return true;
}
static void sample_last(void) { atomic_store(&next_look, 0); if (samples_resident && chunk) sample_resident(); }
static void begin_child_ranges(void) { give_ranges(); atomic_store(&next_look, 0); }
#define WANTS_SAMPLES "ALLOCSIM_RECORD_HEAP"
#else
static void sample_resident(void) {
	char text[128];
	if (!read_file("/proc/self/statm", text, sizeof text)) return;
	char *p = strchr(text, ' ');
	if (p) put_resident(strtoull(p + 1, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE));
}
static void limit_window(void) { }
static bool only_looks(void) { return false; }
static void sample_last(void) { }
static void begin_child_ranges(void) { }
#define WANTS_SAMPLES "ALLOCSIM_RECORD_RESIDENT"
#endif

// ---------------------------------------------------------------- call stacks
#ifdef ALLOCSIM_STACKS
#define DEPTH_MAX 64
#define OWN_FRAMES 4
#define SEEN_BITS 13
#define MOST_STACK (UINT64_C(1) << 30)
static bool walks, follows; // follows: by frame pointers
extern void *__libc_stack_end;
static int depth;
static char maps[1 << 20];
static uint64_t maps_hash;
static atomic_int maps_taken;
// Stacks that the thread has written, by their hash. One may displace another; it is then written again when it comes back.
static TLS uint64_t *seen;
static TLS uintptr_t stack_start, stack_end;
static TLS bool stack_known;

static inline uint64_t mix(uint64_t hash, uint64_t value) {
	hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 29;
}
// The unwinder reads tables and knows every program; its own frames come first.
static int unwind(void **frames, void *caller) {
	void *all[DEPTH_MAX + OWN_FRAMES];
	int saved = errno, first = 0, n;
	busy = true;
	n = backtrace(all, depth + OWN_FRAMES);
	busy = false;
	errno = saved;
	while (first < n && all[first] != caller) first++;
	if (first == n) { frames[0] = caller; return 1; } // the caller cannot be unwound, but is known
	n = n - first < depth ? n - first : depth;
	memcpy(frames, all + first, (size_t)n * sizeof *frames);
	return n;
}
// Between which addresses the thread's stack lies. Not asked of pthread_getattr_np: it allocates while it holds a lock, and may be what calls us.
// The end of a thread's stack is its control block, the beginning that of the mapping in which this lies. The first thread's may still grow.
static void find_stack(void) {
	stack_known = true;
	if (syscall(SYS_gettid) == getpid()) {
		struct rlimit limit;
		uintptr_t most = getrlimit(RLIMIT_STACK, &limit) || limit.rlim_cur > UINT64_C(1) << 30 ? UINT64_C(1) << 30 : limit.rlim_cur;
		stack_end = (uintptr_t)__libc_stack_end;
		stack_start = stack_end - most;
		return;
	}
	uintptr_t block = (uintptr_t)__builtin_thread_pointer();
	char text[4096];
	size_t held = 0;
	int fd = sys_open("/proc/self/maps", O_RDONLY);
	for (ssize_t n; fd >= 0 && (n = sys_read(fd, text + held, sizeof text - 1 - held)) > 0;) {
		held += (size_t)n;
		text[held] = 0;
		char *line = text;
		for (char *stop; (stop = strchr(line, '\n')); line = stop + 1) {
			char *dash;
			uintptr_t from = strtoull(line, &dash, 16), to = strtoull(dash + 1, NULL, 16);
			if (from <= block && block < to) { stack_start = from; stack_end = block; }
		}
		held = (size_t)(text + held - line);
		memmove(text, line, held);
	}
	if (fd >= 0) sys_close(fd);
}
// A function that keeps a frame pointer has the one before it on its stack, and above that the address it returns to. Other functions use the
// register for anything: a frame counts only where it can be one, inside the stack and beyond the frame before it.
static int follow(void **frames, void *caller, uintptr_t frame) {
	uintptr_t here = frame;
	int n = 0;
	frames[n++] = caller;
	while (n < depth) {
		uintptr_t next = ((uintptr_t *)frame)[0];
		if (next <= frame || next >= stack_end - 2 * sizeof next || next % sizeof next || next - here > MOST_STACK) break;
		uintptr_t back = ((uintptr_t *)next)[1];
		if (back < 4096) break;
		frames[n++] = (void *)back;
		frame = next;
	}
	return n;
}
// The hash of the call stack, by which the next record refers to it; 0 for none.
static __attribute__((noinline)) uint64_t stack_of(void *caller, uintptr_t frame) {
	if (!walks || destructions >= PTHREAD_DESTRUCTOR_ITERATIONS) return 0;
	void *frames[DEPTH_MAX];
	if (!seen) {
		void *p = mmap(NULL, sizeof *seen << SEEN_BITS, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED) return 0;
		seen = p;
	}
	if (follows && !stack_known) find_stack();
	// On a signal's or a coroutine's stack nobody knows what may be read.
	int n = follows && frame - stack_start < stack_end - stack_start ? follow(frames, caller, frame) : unwind(frames, caller);
	uint64_t hash = 1;
	for (int i = 0; i < n; i++) hash = mix(hash, (uint64_t)frames[i]);
	uint64_t *known = &seen[hash >> (64 - SEEN_BITS)];
	if (*known != hash) {
		uint64_t four[4];
		for (int i = 0; i < n; i += 4) {
			for (int j = 0; j < 4; j++) four[j] = i + j < n ? (uint64_t)frames[i + j] : 0;
			put(K_FRAMES, now(), 4, four[0], four[1], four[2], four[3]);
		}
		*known = hash;
	}
	return hash;
}
static void forget_stacks(void) {
	if (seen) munmap(seen, sizeof *seen << SEEN_BITS);
	seen = NULL;
}
// Where files are mapped: code, and the starts of files. Only what has changed is written, by one thread at a time; another need not wait for it.
static void copy_maps(void) {
	if (atomic_exchange(&maps_taken, 1)) return;
	size_t used = 0;
	ssize_t n = 1;
	int fd = sys_open("/proc/self/maps", O_RDONLY);
	for (; fd >= 0 && n > 0 && used < sizeof maps - 1; used += n > 0 ? (size_t)n : 0) n = sys_read(fd, maps + used, sizeof maps - 1 - used);
	if (fd >= 0) sys_close(fd);
	maps[used] = 0;
	char *to = maps;
	uint64_t hash = 1;
	for (char *line = maps, *stop; (stop = strchr(line, '\n')); line = stop + 1) {
		*stop = 0;
		char *access = strchr(line, ' '), *start = access ? strchr(access + 1, ' ') : NULL;
		if (!start || !strchr(start, '/') || (access[3] != 'x' && strncmp(start, " 00000000 ", 10))) continue;
		size_t length = (size_t)(stop - line);
		for (size_t i = 0; i < length; i++) hash = mix(hash, (unsigned char)line[i]);
		memmove(to, line, length);
		to += length;
		*to++ = '\n';
	}
	char name[sizeof path + 8];
	strcpy(stpcpy(name, path), ".maps");
	fd = hash == maps_hash ? -1 : sys_open(name, O_CREAT | O_WRONLY | O_APPEND);
	if (fd >= 0) {
		if (syscall(SYS_write, fd, maps, to - maps) == to - maps) maps_hash = hash;
		sys_close(fd);
	}
	atomic_store(&maps_taken, 0);
}
// The unwinder allocates when it is first used.
static void begin_stacks(void) {
	const char *wanted = getenv("ALLOCSIM_RECORD_STACKS");
	depth = wanted ? atoi(wanted) : 0;
	if (depth < 1 || depth > DEPTH_MAX) depth = 16;
	const char *walk = getenv("ALLOCSIM_RECORD_WALK");
	follows = walk && !strcmp(walk, "frame-pointers");
	void *frame[1];
	busy = true;
	backtrace(frame, 1);
	busy = false;
	walks = true;
}
static void begin_child_stacks(void) {
	forget_stacks();
	maps_hash = 0;
	atomic_store(&maps_taken, 0);
}
#define SITE() stack_of(__builtin_return_address(0), (uintptr_t)__builtin_frame_address(0))
#else
static void copy_maps(void) { }
static void forget_stacks(void) { }
static void begin_stacks(void) { }
static void begin_child_stacks(void) { }
#define SITE() UINT64_C(0)
#endif
// A call that has given memory out.
#define MADE(kind, words, a, b, c) do { \
	uint64_t stack = SITE(), time = now(); \
	if (stack) put(K_STACK, time, 1, stack, 0, 0, 0); \
	put(kind, time, words, a, b, c, 0); \
} while (0)

// ---------------------------------------------------------------- life of threads and processes
// Destructors of other keys may still free memory, so the end is written in the last round of destructors.
static void thread_ends(void *value) {
	if (++destructions < PTHREAD_DESTRUCTOR_ITERATIONS) { pthread_setspecific(exit_key, value); return; }
	if (atomic_load(&state) == 2 && numbered) put(K_EXIT, now(), 0, 0, 0, 0, 0);
	close_window(); // what is still freed after this gets another one
	forget_stacks();
}
static void fork_begins(void) { if (atomic_load(&state) == 2) forking_ticks = now(); }
static void child_begins(void) {
	if (atomic_load(&state) != 2) return;
	char parent[sizeof head->forked_from] = "";
	const char *name = strrchr(path, '/');
	strncpy(parent, name ? name + 1 : path, sizeof parent - 1);
	close_window();
	munmap(head, HEADER_BYTES);
	numbered = false;
	my_sequence = 0;
	atomic_store(&chunks, 0);
	atomic_store(&threads, 0);
	begin_child_stacks();
	begin_child_ranges();
	if (!open_file()) { atomic_store(&state, 3); return; }
	memcpy(head->forked_from, parent, sizeof parent);
	head->forked_ticks = forking_ticks;
}
static void *find(const char *name) { return dlsym(RTLD_NEXT, name); }
static __attribute__((noinline)) void begin(void) {
	int expected = 0;
	if (!atomic_compare_exchange_strong(&state, &expected, 1)) return;
	busy = true;
	real_malloc = find(PREFIX_TEXT "malloc");
	real_calloc = find(PREFIX_TEXT "calloc");
	real_realloc = find(PREFIX_TEXT "realloc");
	real_free = find(PREFIX_TEXT "free");
	real_memalign = find(PREFIX_TEXT "memalign");
	real_aligned_alloc = find(PREFIX_TEXT "aligned_alloc");
	real_posix_memalign = find(PREFIX_TEXT "posix_memalign");
	real_valloc = find(PREFIX_TEXT "valloc");
	real_pvalloc = find(PREFIX_TEXT "pvalloc");
	samples_resident = getenv(WANTS_SAMPLES) != NULL;
	bool ready = !pthread_key_create(&exit_key, thread_ends) && open_file();
	if (ready) pthread_atfork(fork_begins, NULL, child_begins);
	busy = false;
	atomic_store(&state, ready ? 2 : 3);
}
static void keep_settings(void);
static __attribute__((constructor)) void at_load(void) { begin(); keep_settings(); begin_stacks(); }
static __attribute__((destructor)) void at_end(void) {
	if (atomic_load(&state) != 2) return;
	sample_last();
	copy_maps();
	head->end_ticks = now();
	head->end_ns = clock_ns(CLOCK_MONOTONIC) - origin_ns;
}

// Whether the call is to be written down. While the real functions are not yet known, memory comes from the early buffer.
static inline bool on(void) {
	int s = atomic_load_explicit(&state, memory_order_acquire);
	if (__builtin_expect(s == 2, 1)) return !busy;
	if (s == 0) { begin(); return atomic_load(&state) == 2; }
	return false;
}
#define BEFORE(function) (__builtin_expect(!(function), 0))

// ---------------------------------------------------------------- the calls
EXPORT void *malloc(size_t n) {
	bool write = on();
	if (BEFORE(real_malloc)) return early_alloc(n, 16);
	void *p = real_malloc(n);
	if (write) {
		// Most sizes fit beside the address in one word: less to write, fewer pages to fill.
		if (n < 1 << 16 && (uint64_t)p >> 48 == 0) MADE(K_MALLOC_SMALL, 1, (uint64_t)p | (uint64_t)n << 48, 0, 0);
		else MADE(K_MALLOC, 2, (uint64_t)p, n, 0);
	}
	return p;
}
EXPORT void *calloc(size_t count, size_t n) {
	bool write = on();
	if (BEFORE(real_calloc)) return count && n > sizeof early / count ? NULL : early_alloc(count * n, 16);
	void *p = real_calloc(count, n);
	if (write) MADE(K_CALLOC, 3, (uint64_t)p, n, count);
	return p;
}
EXPORT void free(void *p) {
	if (!p || is_early(p)) return;
	if (on()) put(K_FREE, now(), 1, (uint64_t)p, 0, 0, 0);
	real_free(p);
}
EXPORT void cfree(void *p) { free(p); }
EXPORT void *realloc(void *old, size_t n) {
	if (is_early(old)) {
		void *p = malloc(n);
		size_t had = ((size_t *)old)[-1];
		if (p) memcpy(p, old, had < n ? had : n);
		return p;
	}
	bool write = on();
	if (BEFORE(real_realloc)) return early_alloc(n, 16);
	if (write) put(K_REALLOC_BEGIN, now(), 1, (uint64_t)old, 0, 0, 0);
	void *p = real_realloc(old, n);
	if (write) MADE(K_REALLOC_END, 2, (uint64_t)p, n, 0);
	return p;
}
EXPORT void *reallocarray(void *old, size_t count, size_t n) {
	size_t bytes;
	if (__builtin_mul_overflow(count, n, &bytes)) { errno = ENOMEM; return NULL; }
	return realloc(old, bytes);
}
EXPORT int posix_memalign(void **out, size_t align, size_t n) {
	bool write = on();
	if (BEFORE(real_posix_memalign)) return (*out = early_alloc(n, align)) ? 0 : ENOMEM;
	int result = real_posix_memalign(out, align, n);
	if (write) MADE(K_MEMALIGN, 3, result ? 0 : (uint64_t)*out, n, align);
	return result;
}
EXPORT void *aligned_alloc(size_t align, size_t n) {
	bool write = on();
	if (BEFORE(real_aligned_alloc)) return early_alloc(n, align);
	void *p = real_aligned_alloc(align, n);
	if (write) MADE(K_ALIGNED_ALLOC, 3, (uint64_t)p, n, align);
	return p;
}
EXPORT void *memalign(size_t align, size_t n) {
	bool write = on();
	if (BEFORE(real_memalign)) return early_alloc(n, align);
	void *p = real_memalign(align, n);
	if (write) MADE(K_MEMALIGN, 3, (uint64_t)p, n, align);
	return p;
}
EXPORT void *valloc(size_t n) {
	bool write = on();
	if (BEFORE(real_valloc)) return early_alloc(n, 4096);
	void *p = real_valloc(n);
	if (write) MADE(K_MEMALIGN, 3, (uint64_t)p, n, (uint64_t)sysconf(_SC_PAGESIZE));
	return p;
}
EXPORT void *pvalloc(size_t n) {
	bool write = on();
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	if (BEFORE(real_pvalloc)) return early_alloc((n + page - 1) & ~(page - 1), page);
	void *p = real_pvalloc(n);
	if (write) MADE(K_MEMALIGN, 3, (uint64_t)p, (n + page - 1) & ~(page - 1), page);
	return p;
}

// ---------------------------------------------------------------- programs that are run
// What the recorder needs in the environment of a program, as it was when this one began. Room for the library's own path in LD_PRELOAD.
static const char *const setting_names[] = { "ALLOCSIM_RECORD", "ALLOCSIM_RECORD_RESIDENT", "ALLOCSIM_RECORD_HEAP", "ALLOCSIM_RECORD_STACKS", "ALLOCSIM_RECORD_WALK" };
#define SETTINGS (sizeof setting_names / sizeof *setting_names)
static char settings[SETTINGS][4200], own_path[4096];
extern char **environ;

static void keep_settings(void) {
	Dl_info info;
	if (atomic_load(&state) != 2 || !dladdr((void *)keep_settings, &info) || !info.dli_fname || strlen(info.dli_fname) >= sizeof own_path) return;
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *value = getenv(setting_names[i]);
		if (value && strlen(value) < 4096) strcpy(stpcpy(stpcpy(settings[i], setting_names[i]), "="), value);
	}
	strcpy(own_path, info.dli_fname);
}
static bool names(const char *entry, const char *name) { size_t n = strlen(name); return !strncmp(entry, name, n) && entry[n] == '='; }
static size_t count_of(char *const *list) { size_t n = 0; while (list && list[n]) n++; return n; }
// Whether a list of libraries begins with this one.
static bool leads(const char *list) {
	while (*list == ' ' || *list == ':') list++;
	size_t n = strlen(own_path);
	return !strncmp(list, own_path, n) && (list[n] == 0 || list[n] == ' ' || list[n] == ':');
}
static size_t preload_room(char *const *env) {
	size_t most = 0;
	for (size_t i = 0; env && env[i]; i++) if (names(env[i], "LD_PRELOAD") && strlen(env[i]) > most) most = strlen(env[i]);
	return most + sizeof own_path + 16;
}
// The environment for a program: a list with room for SETTINGS + 2 more entries, and room for a new LD_PRELOAD. No memory is allocated: the caller may be a child of vfork.
static char *const *with_recorder(char *const *env, char **list, char *preload) {
	if (!own_path[0]) return env;
	size_t n = 0;
	bool has_preload = false, has[SETTINGS] = { false };
	for (size_t i = 0; env && env[i]; i++) {
		for (size_t j = 0; j < SETTINGS; j++) has[j] |= names(env[i], setting_names[j]);
		if (names(env[i], "LD_PRELOAD") && !has_preload) {
			has_preload = true;
			const char *old = strchr(env[i], '=') + 1;
			if (!leads(old)) {
				char *p = stpcpy(stpcpy(preload, "LD_PRELOAD="), own_path);
				if (*old) strcpy(stpcpy(p, ":"), old);
				list[n++] = preload;
				continue;
			}
		}
		list[n++] = env[i];
	}
	if (!has_preload) { strcpy(stpcpy(preload, "LD_PRELOAD="), own_path); list[n++] = preload; }
	for (size_t j = 0; j < SETTINGS; j++) if (!has[j] && settings[j][0]) list[n++] = settings[j];
	list[n] = NULL;
	return list;
}
// Not for a child of vfork, which shares its parent's header.
static void replacing(const char *program) {
	if (atomic_load(&state) == 2 && (uint64_t)syscall(SYS_getpid) == head->process) strncpy(head->replaced_by, program ? program : "", sizeof head->replaced_by - 1);
}
#define WITH_RECORDER(env) with_recorder(env, alloca((count_of(env) + SETTINGS + 2) * sizeof(char *)), alloca(preload_room(env)))
#define NEXT(type, name) type = find(#name)
#define REPLACE(program, call) do { replacing(program); int result = call; replacing(NULL); return result; } while (0)
EXPORT int execve(const char *file, char *const arguments[], char *const env[]) {
	NEXT(int (*real)(const char *, char *const *, char *const *), execve);
	REPLACE(file, real(file, arguments, WITH_RECORDER(env)));
}
EXPORT int execv(const char *file, char *const arguments[]) { return execve(file, arguments, environ); }
EXPORT int execvpe(const char *file, char *const arguments[], char *const env[]) {
	NEXT(int (*real)(const char *, char *const *, char *const *), execvpe);
	REPLACE(file, real(file, arguments, WITH_RECORDER(env)));
}
EXPORT int execvp(const char *file, char *const arguments[]) { return execvpe(file, arguments, environ); }
EXPORT int fexecve(int fd, char *const arguments[], char *const env[]) {
	NEXT(int (*real)(int, char *const *, char *const *), fexecve);
	REPLACE("a file descriptor", real(fd, arguments, WITH_RECORDER(env)));
}
EXPORT int execveat(int folder, const char *file, char *const arguments[], char *const env[], int flags) {
	NEXT(int (*real)(int, const char *, char *const *, char *const *, int), execveat);
	if (!real) { errno = ENOSYS; return -1; }
	REPLACE(file, real(folder, file, arguments, WITH_RECORDER(env), flags));
}
// The arguments of execl and its kin, up to their null pointer, into an array.
#define ARGUMENTS(first) \
	va_list list; \
	size_t n = 1; \
	va_start(list, first); \
	while (va_arg(list, char *)) n++; \
	va_end(list); \
	char **arguments = alloca((n + 1) * sizeof *arguments); \
	arguments[0] = (char *)first; \
	va_start(list, first); \
	for (size_t i = 1; i <= n; i++) arguments[i] = va_arg(list, char *)
EXPORT int execl(const char *file, const char *first, ...) { ARGUMENTS(first); va_end(list); return execve(file, arguments, environ); }
EXPORT int execlp(const char *file, const char *first, ...) { ARGUMENTS(first); va_end(list); return execvpe(file, arguments, environ); }
EXPORT int execle(const char *file, const char *first, ...) {
	ARGUMENTS(first);
	char *const *env = va_arg(list, char *const *);
	va_end(list);
	return execve(file, arguments, env);
}
EXPORT int posix_spawn(pid_t *process, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const arguments[], char *const env[]) {
	NEXT(int (*real)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *), posix_spawn);
	return real(process, file, actions, attributes, arguments, WITH_RECORDER(env));
}
EXPORT int posix_spawnp(pid_t *process, const char *file, const posix_spawn_file_actions_t *actions, const posix_spawnattr_t *attributes, char *const arguments[], char *const env[]) {
	NEXT(int (*real)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *, char *const *, char *const *), posix_spawnp);
	return real(process, file, actions, attributes, arguments, WITH_RECORDER(env));
}

#ifdef ALLOCSIM_X_CALLS // only for programs that use them: their presence tells a program that its allocator is jemalloc
#define REAL(type, name) static type; if (!name) name = find(strcat(strcpy((char[256]){ 0 }, PREFIX_TEXT), #name + 5))
EXPORT void *mallocx(size_t n, int flags) {
	REAL(void *(*real_mallocx)(size_t, int), real_mallocx);
	void *p = real_mallocx(n, flags);
	if (on()) MADE(K_MALLOCX, 3, (uint64_t)p, n, (uint32_t)flags);
	return p;
}
EXPORT void *rallocx(void *old, size_t n, int flags) {
	REAL(void *(*real_rallocx)(void *, size_t, int), real_rallocx);
	bool write = on();
	if (write) put(K_RALLOCX_BEGIN, now(), 1, (uint64_t)old, 0, 0, 0);
	void *p = real_rallocx(old, n, flags);
	if (write) MADE(K_RALLOCX_END, 3, (uint64_t)p, n, (uint32_t)flags);
	return p;
}
EXPORT size_t xallocx(void *p, size_t n, size_t extra, int flags) {
	REAL(size_t (*real_xallocx)(void *, size_t, size_t, int), real_xallocx);
	if (on()) put(K_XALLOCX, now(), 4, (uint64_t)p, n, extra, (uint32_t)flags);
	return real_xallocx(p, n, extra, flags);
}
EXPORT size_t sallocx(const void *p, int flags) {
	REAL(size_t (*real_sallocx)(const void *, int), real_sallocx);
	if (on()) put(K_SALLOCX, now(), 2, (uint64_t)p, (uint32_t)flags, 0, 0);
	return real_sallocx(p, flags);
}
EXPORT void dallocx(void *p, int flags) {
	REAL(void (*real_dallocx)(void *, int), real_dallocx);
	if (on()) put(K_DALLOCX, now(), 2, (uint64_t)p, (uint32_t)flags, 0, 0);
	real_dallocx(p, flags);
}
EXPORT void sdallocx(void *p, size_t n, int flags) {
	REAL(void (*real_sdallocx)(void *, size_t, int), real_sdallocx);
	if (on()) put(K_SDALLOCX, now(), 3, (uint64_t)p, n, (uint32_t)flags, 0);
	real_sdallocx(p, n, flags);
}
EXPORT size_t nallocx(size_t n, int flags) {
	REAL(size_t (*real_nallocx)(size_t, int), real_nallocx);
	if (on()) put(K_NALLOCX, now(), 2, n, (uint32_t)flags, 0, 0);
	return real_nallocx(n, flags);
}
#endif
