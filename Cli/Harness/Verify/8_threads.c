// Threads: each operation is done as the thread that did it. A library tells threads apart by their thread-local blocks and stacks, so each thread of a trace is a real one, with both of its own,
// but the main thread does all operations: it takes over the block and the stack of the thread whose turn it is. So a turn is a few instructions, where real threads that wait for each other need two calls to the kernel.
// A thread itself sleeps from its start until it ends, on a part of its stack that lies below what operations need. At its end it takes its stack back and returns, so that what the library does then is done by it.

#define PARKED_BELOW "163840" // bytes of stack for operations; a thread's stack has 256 KiB

struct thread {
	void *stack; // where it goes on, while another has its turn. switch_stacks and park know that it is the first
	uint64_t block; // its FS base
	int is_parked, is_woken; // futexes
	uint32_t number;
	bool has_ended;
	pthread_t handle;
};

static struct thread **threads;
static size_t thread_room;
static struct thread *main_thread;
static struct thread *ending;
static int64_t block_distance;
static bool has_block_instruction;

// Leaves one stack and goes on with another, at the place where that was left.
void switch_stacks(struct thread *from, struct thread *to) __attribute__((visibility("hidden")));
// Leaves the stack to whoever switches to it, and sleeps below it; comes back on it, as the thread that called or as the main thread.
void park(struct thread *self) __attribute__((visibility("hidden")));
void sleep_parked(struct thread *self) __attribute__((visibility("hidden"), used));
#define PUSH_ALL "	pushq %rbp\n	pushq %rbx\n	pushq %r12\n	pushq %r13\n	pushq %r14\n	pushq %r15\n"
#define POP_ALL "	popq %r15\n	popq %r14\n	popq %r13\n	popq %r12\n	popq %rbx\n	popq %rbp\n	ret\n"
__asm__(
	".text\n"
	".type switch_stacks, @function\n"
	"switch_stacks:\n"
	PUSH_ALL
	"	movq %rsp, (%rdi)\n"
	"	movq (%rsi), %rsp\n"
	POP_ALL
	".size switch_stacks, . - switch_stacks\n"
	".type park, @function\n"
	"park:\n"
	PUSH_ALL
	"	movq %rsp, (%rdi)\n"
	"	movq %rdi, %rbx\n"
	"	subq $" PARKED_BELOW ", %rsp\n"
	"	andq $-16, %rsp\n"
	"	call sleep_parked\n"
	"	movq (%rbx), %rsp\n"
	POP_ALL
	".size park, . - park\n");

void sleep_parked(struct thread *self)
{
	set(&self->is_parked);
	await(&self->is_woken);
}

static inline void enter_block(const struct thread *of)
{
	if (has_block_instruction)
		__asm__ volatile("wrfsbase %0" : : "r"(of->block) : "memory");
	else
		kernel(SYS_arch_prctl, (long)ARCH_SET_FS, of->block);
}

// Goes on as another thread, until that one gives the turn back.
static __attribute__((noinline)) void give_turn(struct thread *from, struct thread *to)
{
	enter_block(to);
	switch_stacks(from, to);
}

static void *measure_block(void *unused)
{
	(void)unused;
	void *block = NULL;
	if (!dlinfo(library, RTLD_DI_TLS_DATA, &block) && block)
		block_distance = (int64_t)((uint64_t)__builtin_thread_pointer() - (uint64_t)block);
	return NULL;
}

static void tell_thread(struct thread *self)
{
	put_record(THREAD, self->number);
	put(block_distance ? self->block - (uint64_t)block_distance : 0);
}

static __attribute__((noinline)) void run_turns(struct thread *self);

static void *thread_main(void *argument)
{
	struct thread *self = argument;
	own_thread = (int)self->number;
	self->block = (uint64_t)__builtin_thread_pointer();
	park(self);
	tell_thread(self);
	run_turns(self);
	return NULL;
}

static struct thread *new_thread(uint32_t number)
{
	struct thread *thread = calloc(1, sizeof *thread);
	thread->number = number;
	threads[number] = thread;
	return thread;
}

static struct thread *thread_of(uint32_t number)
{
	if (number >= thread_room)
		threads = grown(threads, &thread_room, (size_t)number + 1, sizeof *threads);
	if (threads[number]) {
		if (threads[number]->has_ended)
			die("thread %u acts after its end", number);
		return threads[number];
	}
	struct thread *thread = new_thread(number);
	pthread_attr_t attributes;
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 256 << 10);
	if (pthread_create(&thread->handle, &attributes, thread_main, thread))
		die("thread %u cannot be started", number);
	pthread_attr_destroy(&attributes);
	await(&thread->is_parked);
	return thread;
}

// ---- looks after an operation

// All stands still while the library's records are read from outside, until that is told by a file.
static void stand_still(uint64_t index)
{
	struct link_map *map = NULL;
	uint64_t count = 0;
	for (size_t i = 0; i < thread_room; i++)
		count += threads[i] && !threads[i]->has_ended;
	dlinfo(library, RTLD_DI_LINKMAP, &map);
	put_record(STILL, count);
	put(index);
	put(map ? map->l_addr : 0);
	for (size_t i = 0; i < thread_room; i++)
		if (threads[i] && !threads[i]->has_ended) {
			put(threads[i]->number);
			put(threads[i]->block - (uint64_t)block_distance);
		}
	flush();
	alarm(time_limit_s);
	while (failed(kernel(SYS_unlinkat, (long)AT_FDCWD, "go-on", 0L))) { // LibraryProcess.cs makes it
		struct pollfd reader = {.fd = decisions_fd};
		if (kernel(SYS_poll, &reader, 1L, 1L) > 0)
			kernel(SYS_exit_group, 1L); // nobody reads any more
	}
	alarm(time_limit_s);
}

static inline void after(uint64_t index)
{
	if (is_due(&page_looks, index))
		look_at_pages(index);
	if (is_due(&record_looks, index))
		stand_still(index);
}

// Not twice where the last operation was named, too.
static bool is_left(const struct looks *looks, uint64_t last)
{
	return looks->at_end && !(looks->next > 0 && looks->after[looks->next - 1] == last);
}

static void after_last(uint64_t last)
{
	if (is_left(&page_looks, last))
		look_at_pages(last);
	if (is_left(&record_looks, last))
		stand_still(last);
}

// The main thread: lets a thread end by itself, and waits for that.
static void join_ended(void)
{
	if (!ending)
		return;
	struct thread *ended = ending;
	ending = NULL;
	in_library = true;
	set(&ended->is_woken);
	pthread_join(ended->handle, NULL); // what the library does at a thread's end happens until now
	in_library = false;
	after(operation_index++);
}

static __attribute__((noinline)) void run_turns(struct thread *self)
{
	for (const struct operation *o; (o = peek());) {
		uint32_t number = o->thread_and_kind >> 8;
		if (number != self->number) {
			give_turn(self, thread_of(number));
			join_ended();
			continue;
		}
		if (own_threads)
			run_own_threads(o->time_ns);
		batch_at++;
		trace_time_ns = o->time_ns;
		if ((o->thread_and_kind & 255) != EXIT)
			run(o);
		else if (self != main_thread) {
			self->has_ended = true;
			ending = self;
			give_turn(self, main_thread);
			return;
		}
		after(operation_index++);
	}
	if (self != main_thread)
		give_turn(self, main_thread); // for good
}

WITHIN void replay(void)
{
	// Only for a library that seeds generators with the block's address: after the first thread a C library takes other paths.
	pthread_t helper;
	if (lib.mallctl && (pthread_create(&helper, NULL, measure_block, NULL) || pthread_join(helper, NULL)))
		die("no thread can be started");
	has_block_instruction = getauxval(AT_HWCAP2) & HWCAP2_FSGSBASE;
	const struct operation *first = peek();
	uint32_t number = first ? first->thread_and_kind >> 8 : 0;
	threads = grown(threads, &thread_room, (size_t)number + 1, sizeof *threads);
	main_thread = new_thread(number);
	main_thread->block = (uint64_t)__builtin_thread_pointer();
	own_thread = (int)number;
	tell_thread(main_thread);
	run_turns(main_thread);
	operation_index -= operation_index > 0;
	if (first)
		after_last(operation_index);
	if (tells_statistics)
		tell_statistics(UINT64_MAX, statistics_options);
	write_profile();
	put_record(RUN_END, 0);
	flush();
}
