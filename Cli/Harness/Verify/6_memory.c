// A bound on the memory that the kernel holds for this process. A library that fills its objects, with junk or with zeros, writes to all of what a trace only asks for,
// and the kernel has no limit of its own for that: RLIMIT_AS counts the address space that is reserved here, RLIMIT_DATA what is mapped and never written. So this process looks, every few milliseconds that it runs.

enum { MEMORY_LOOK_US = 5000 };

static uint64_t memory_limit_pages;
static long memory_file;

// In the midst of a record nothing can be told: the next look does.
static void on_memory_look(int number)
{
	char text[64] = "";
	if (in_library ? is_answering : !is_touching)
		return;
	long n = kernel(SYS_pread64, memory_file, text, sizeof text - 1, 0L);
	const char *resident = failed(n) ? NULL : strchr(text, ' ');
	if (resident && strtoull(resident, NULL, 10) > memory_limit_pages)
		on_end(number);
}

static void watch_memory(uint64_t limit_bytes)
{
	memory_limit_pages = limit_bytes / PAGE;
	memory_file = kernel(SYS_openat, (long)AT_FDCWD, "/proc/self/statm", (long)(O_RDONLY | O_CLOEXEC), 0L);
	if (failed(memory_file))
		die("this process cannot look at its memory: /proc/self/statm: %s", strerror((int)-memory_file));
	struct sigaction action = {.sa_handler = on_memory_look, .sa_flags = SA_RESTART};
	sigaction(SIGPROF, &action, NULL);
	struct itimerval each = {{0, MEMORY_LOOK_US}, {0, MEMORY_LOOK_US}};
	setitimer(ITIMER_PROF, &each, NULL);
}
