// The program itself.

// Every run has the same addresses; and a limit on the stack, as a large one moves the kernel's own mappings down into the ranges that are presented.
static void start_again(char **arguments)
{
	int now = personality(0xffffffff);
	if (now & ADDR_NO_RANDOMIZE)
		return;
	struct rlimit stack;
	if (!getrlimit(RLIMIT_STACK, &stack) && stack.rlim_cur > 8u << 20) {
		stack.rlim_cur = 8u << 20;
		setrlimit(RLIMIT_STACK, &stack);
	}
	if (personality((unsigned long)now | ADDR_NO_RANDOMIZE) < 0)
		die("the kernel does not leave addresses alone: %s", strerror(errno));
	execv("/proc/self/exe", arguments);
	die("this program cannot start again: %s", strerror(errno));
}

int main(int count, char **arguments)
{
	start_again(arguments);
	prctl(PR_SET_NAME, "replay"); // the name of all threads, which a heap profile can show: HeapProfiler.Threads.cs
	decisions_fd = fcntl(1, F_DUPFD, 10);
	dup2(2, 1); // what the library prints is no decision
	bool runs = count > 1 && !strcmp(arguments[1], "run");
	if (count != (runs ? 11 : 3))
		die("usage: %s run LIBRARY CPUS TIME_LIMIT_S MEMORY_LIMIT_BYTES none|first|size single|huge statistics|none PAGES RECORDS, or %s version LIBRARY", arguments[0], arguments[0]);
	if (runs) {
		cpu_count = atoi(arguments[3]);
		time_limit_s = (unsigned)atoi(arguments[4]);
		touch_mode = !strcmp(arguments[6], "size") ? TOUCH_SIZE : !strcmp(arguments[6], "first") ? TOUCH_FIRST : TOUCH_NONE;
		makes_huge_pages = !strcmp(arguments[7], "huge");
		tells_statistics = !strcmp(arguments[8], "statistics");
		page_looks = read_looks(arguments[9]);
		record_looks = read_looks(arguments[10]);
	}
	watch_for_ends();
	alarm(runs ? time_limit_s : 20);
	prepare_machine();
	prepare_looks();
	if (runs)
		watch_memory(strtoull(arguments[5], NULL, 10));
	stop_calls();
	open_library(arguments[2]);
	if (runs)
		replay();
	else
		tell_version();
	kernel(SYS_exit_group, 0L);
}
