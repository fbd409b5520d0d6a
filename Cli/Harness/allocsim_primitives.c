// Times what micro-traces cannot show: waking and switching threads, a look of a spinning thread, mprotect, and controls.
//
//   primitives LIBRARY shared|alone
//
// Prints "KIND PICOSECONDS", KIND being the name of a cost without _ns; each is a median over rounds. LIBRARY is opened with dlopen, as the harness does it.
#include <linux/futex.h>
#include <sys/syscall.h>

enum { ROUNDS = 301, BATCH = 100, SLEEP_NS = 100000 };

static atomic_uint word, answer, idle;
static uint64_t woken_ns;
static uint64_t samples[ROUNDS];
static unsigned cpus[2];

static int ascending(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static uint64_t median(uint64_t *values, size_t count)
{
	qsort(values, count, sizeof *values, ascending);
	return values[count / 2];
}

static void print(const char *kind, uint64_t ps)
{
	printf("%s %" PRIu64 "\n", kind, ps);
}

static cpu_set_t only(unsigned cpu)
{
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(cpu, &one);
	return one;
}

static void await(atomic_uint *where, unsigned value)
{
	for (unsigned seen; (seen = atomic_load(where)) != value;)
		syscall(SYS_futex, where, FUTEX_WAIT_PRIVATE, seen, NULL);
}

static void wake(atomic_uint *where, unsigned value)
{
	atomic_store(where, value);
	syscall(SYS_futex, where, FUTEX_WAKE_PRIVATE, 1);
}

// On a CPU of its own from the start: at real-time priority it would never get away from one where another thread looks and looks.
static pthread_t start(void *(*body)(void *), unsigned cpu)
{
	pthread_t thread;
	pthread_attr_t attributes;
	cpu_set_t one = only(cpu);
	atomic_store(&word, 0);
	atomic_store(&answer, 0);
	pthread_attr_init(&attributes);
	pthread_attr_setaffinity_np(&attributes, sizeof one, &one);
	if (pthread_create(&thread, &attributes, body, NULL))
		die("a thread cannot be started");
	return thread;
}

// ---- a thread on another CPU, which has gone to sleep, is woken

static void *sleeper(void *none)
{
	for (unsigned round = 1; round <= ROUNDS; round++) {
		await(&word, round);
		woken_ns = now_ns();
		atomic_store(&answer, round);
	}
	return none;
}

static void time_wake_up(void)
{
	static uint64_t calls[ROUNDS];
	pthread_t other = start(sleeper, cpus[1]);
	for (unsigned round = 1; round <= ROUNDS; round++) {
		for (uint64_t began = now_ns(); now_ns() - began < SLEEP_NS;)
			;
		uint64_t began = now_ns();
		wake(&word, round);
		uint64_t ended = now_ns();
		while (atomic_load(&answer) != round)
			relax();
		calls[round - 1] = ended - began;
		samples[round - 1] = woken_ns > began ? woken_ns - began : 0;
	}
	pthread_join(other, NULL);
	print("wake_up", median(samples, ROUNDS) * 1000);
	print("futex_wake", median(calls, ROUNDS) * 1000);
}

// ---- two threads of one CPU take turns; each turn is a call that wakes, one that waits, and a switch. A call that wakes nobody is taken off.

static void *partner(void *none)
{
	for (unsigned turn = 1; turn <= ROUNDS * BATCH; turn++) {
		await(&word, turn);
		wake(&answer, turn);
	}
	return none;
}

static void time_switch(void)
{
	static uint64_t calls[ROUNDS];
	pthread_t other = start(partner, cpus[0]);
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t began = now_ns();
		for (unsigned turn = round * BATCH + 1; turn <= (round + 1) * BATCH; turn++) {
			wake(&word, turn);
			await(&answer, turn);
		}
		uint64_t ended = now_ns();
		for (unsigned i = 0; i < BATCH; i++)
			wake(&idle, i);
		samples[round] = (ended - began) * 1000 / (2 * BATCH);
		calls[round] = (now_ns() - ended) * 1000 / BATCH;
	}
	pthread_join(other, NULL);
	uint64_t turn = median(samples, ROUNDS), call = median(calls, ROUNDS);
	print("context_switch", turn > call ? turn - call : 0);
}

// ---- one thread

static void time_spin_poll(void)
{
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t began = now_ns();
		for (unsigned i = 0; i < BATCH; i++) {
			relax();
			(void)atomic_load_explicit(&word, memory_order_relaxed);
		}
		samples[round] = (now_ns() - began) * 1000 / BATCH;
	}
	print("spin_poll", median(samples, ROUNDS));
}

static void time_mprotect(void)
{
	char *page = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		die("no memory");
	memset(page, 1, 3 * 4096);
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t began = now_ns();
		for (unsigned i = 0; i < BATCH; i++)
			mprotect(page + 4096, 4096, i % 2 ? PROT_READ | PROT_WRITE : PROT_NONE);
		samples[round] = (now_ns() - began) * 1000 / BATCH;
	}
	print("mprotect", median(samples, ROUNDS));
}

// Controls that programs read while they run, by name.
static void time_controls(const char *library)
{
	static const char *const names[] = {"thread.allocated", "arenas.narenas", "stats.allocated", "opt.narenas", "arenas.dirty_decay_ms", "stats.arenas.0.pactive"};
	enum { NAMES = sizeof names / sizeof *names };
	void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		die("%s", dlerror());
	int (*mallctl)(const char *, void *, size_t *, void *, size_t) = (int (*)(const char *, void *, size_t *, void *, size_t))dlsym(handle, "mallctl");
	if (!mallctl)
		die("%s has no mallctl; expected a jemalloc whose functions have no prefix", library);
	for (unsigned round = 0; round < ROUNDS; round++) {
		uint64_t began = now_ns();
		for (unsigned i = 0; i < BATCH * NAMES; i++) {
			uint64_t value = 0;
			size_t length = sizeof value;
			if (mallctl(names[i % NAMES], &value, &length, NULL, 0)) {
				length = sizeof(uint32_t);
				mallctl(names[i % NAMES], &value, &length, NULL, 0);
			}
		}
		samples[round] = (now_ns() - began) * 1000 / (BATCH * NAMES);
	}
	print("control", median(samples, ROUNDS));
}

int main(int count, char **arguments)
{
	if (count != 3)
		die("usage: %s LIBRARY shared|alone", arguments[0]);
	cpu_set_t allowed;
	if (sched_getaffinity(0, sizeof allowed, &allowed) || CPU_COUNT(&allowed) < 2)
		die("two CPUs are wanted");
	for (unsigned cpu = 0, found = 0; found < 2; cpu++)
		if (CPU_ISSET(cpu, &allowed))
			cpus[found++] = cpu;
	schedule(arguments[2]);
	cpu_set_t one = only(cpus[0]);
	sched_setaffinity(0, sizeof one, &one);
	time_wake_up();
	time_switch();
	time_spin_poll();
	time_mprotect();
	if (strcmp(arguments[1], "stub"))
		time_controls(arguments[1]);
	fflush(stdout);
	_exit(0);
}
