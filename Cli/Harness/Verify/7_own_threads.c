// Threads of the library's own. They act between two operations of the program, one at a time, when their time on the presented clock has come: a new one at the time of its start, one that sleeps when that is over or when it is
// signalled. Of several the earliest goes first, then the one with the lowest number (IBackgroundAllocator.cs). So the library asks this program for a thread, and for sleep, signals and ends of such threads.

#define UNTIL_SIGNALLED UINT64_MAX

struct own_thread {
	pthread_t handle;
	void *(*start)(void *);
	void *argument; // the number by which the library knows it
	uint64_t wake_ns;
	pthread_cond_t *sleeps_on; // null while it is new
	int has_turn, has_given_it_back; // futexes
	bool has_ended;
	struct own_thread *next;
};

static struct own_thread *own_threads;
static __thread struct own_thread *own_self;

static uint64_t now_ns(void)
{
	return CLOCK_ORIGIN_NS + trace_time_ns;
}

// Lets a thread act until it sleeps or ends, and waits for that.
static void give_own_turn(struct own_thread *to)
{
	to->wake_ns = UNTIL_SIGNALLED;
	to->has_given_it_back = 0;
	set(&to->has_turn);
	await(&to->has_given_it_back);
}

static void await_own_turn(struct own_thread *self)
{
	await(&self->has_turn);
	self->has_turn = 0;
}

// The library starts its threads with all signals blocked, but a call that is stopped needs its own.
static void *own_main(void *argument)
{
	struct own_thread *self = argument;
	sigset_t none;
	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	own_self = self;
	await_own_turn(self);
	void *result = self->start(self->argument);
	self->has_ended = true;
	set(&self->has_given_it_back);
	return result;
}

static int start_own_thread(pthread_t *handle, const pthread_attr_t *attributes, void *(*start)(void *), void *argument)
{
	struct own_thread *thread = calloc(1, sizeof *thread);
	sigset_t none, before;
	sigemptyset(&none);
	*thread = (struct own_thread){.start = start, .argument = argument, .wake_ns = now_ns(), .next = own_threads};
	pthread_sigmask(SIG_SETMASK, &none, &before);
	int error = pthread_create(&thread->handle, attributes, own_main, thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (error) {
		free(thread);
		return error;
	}
	own_threads = thread;
	*handle = thread->handle;
	return 0;
}

static void sleep_as_own_thread(pthread_cond_t *condition, pthread_mutex_t *mutex, uint64_t until_ns)
{
	own_self->sleeps_on = condition;
	own_self->wake_ns = until_ns;
	pthread_mutex_unlock(mutex);
	set(&own_self->has_given_it_back);
	await_own_turn(own_self);
	pthread_mutex_lock(mutex);
}

static struct own_thread *next_own_thread(void)
{
	struct own_thread *first = NULL;
	for (struct own_thread *each = own_threads; each; each = each->next)
		if (each->wake_ns != UNTIL_SIGNALLED && (!first || each->wake_ns < first->wake_ns || (each->wake_ns == first->wake_ns && each->argument < first->argument)))
			first = each;
	return first;
}

// Before an operation of a time: those whose time is earlier. What they do counts as done after the operation before.
static __attribute__((noinline)) void run_own_threads(uint64_t operation_ns)
{
	uint64_t next_index = operation_index;
	operation_index -= operation_index > 0;
	for (struct own_thread *next; (next = next_own_thread()) && next->wake_ns < CLOCK_ORIGIN_NS + operation_ns;) {
		trace_time_ns = next->wake_ns - CLOCK_ORIGIN_NS;
		in_library = true;
		give_own_turn(next);
		in_library = false;
	}
	operation_index = next_index;
}

// ---- what the library asks of the C library

static void *find_next(const char *name)
{
	static void *(*real)(void *, const char *);
	if (!real)
		real = (void *(*)(void *, const char *))dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
	return real(RTLD_NEXT, name);
}

// jemalloc has a pthread_create of its own and looks for the one behind it.
EXPORTED void *dlsym(void *handle, const char *name)
{
	static void *(*real)(void *, const char *);
	if (!real)
		real = (void *(*)(void *, const char *))find_next("dlsym");
	return in_library && handle == RTLD_NEXT && !strcmp(name, "pthread_create") ? (void *)start_own_thread : real(handle, name);
}

EXPORTED int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
	static int (*real)(pthread_cond_t *, pthread_mutex_t *);
	if (own_self) {
		sleep_as_own_thread(condition, mutex, UNTIL_SIGNALLED);
		return 0;
	}
	if (!real)
		real = (int (*)(pthread_cond_t *, pthread_mutex_t *))find_next("pthread_cond_wait");
	return real(condition, mutex);
}

EXPORTED int pthread_cond_timedwait(pthread_cond_t *condition, pthread_mutex_t *mutex, const struct timespec *until)
{
	static int (*real)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
	if (own_self) {
		sleep_as_own_thread(condition, mutex, (uint64_t)until->tv_sec * 1000000000u + (uint64_t)until->tv_nsec);
		return 0;
	}
	if (!real)
		real = (int (*)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *))find_next("pthread_cond_timedwait");
	return real(condition, mutex, until);
}

EXPORTED int pthread_cond_signal(pthread_cond_t *condition)
{
	static int (*real)(pthread_cond_t *);
	bool is_own = false;
	for (struct own_thread *each = own_threads; each; each = each->next)
		if (each->sleeps_on == condition) {
			is_own = true;
			if (now_ns() < each->wake_ns)
				each->wake_ns = now_ns();
		}
	if (is_own)
		return 0;
	if (!real)
		real = (int (*)(pthread_cond_t *))find_next("pthread_cond_signal");
	return real(condition);
}

static struct own_thread **own_thread_of(pthread_t handle)
{
	struct own_thread **at = &own_threads;
	while (*at && !pthread_equal((*at)->handle, handle))
		at = &(*at)->next;
	return at;
}

// Whoever waits for such a thread's end lets it come there.
EXPORTED int pthread_join(pthread_t handle, void **result)
{
	static int (*real)(pthread_t, void **);
	struct own_thread **at = own_thread_of(handle), *thread = *at;
	if (thread) {
		while (!thread->has_ended)
			give_own_turn(thread);
		at = own_thread_of(handle); // others may have gone meanwhile
		*at = thread->next;
		free(thread);
	}
	if (!real)
		real = (int (*)(pthread_t, void **))find_next("pthread_join");
	return real(handle, result);
}
