// A real allocator library on a presented machine, one operation at a time: what `allocsim verify` runs.
// The parts of this program are numbered; they are put together in that order when it is built.
//
//   verify run LIBRARY CPUS TIME_LIMIT_S MEMORY_LIMIT_BYTES none|first|size single|huge statistics|none PAGES RECORDS
//   PAGES, RECORDS: operations after which they are looked at, INDEX[,INDEX…][,last], or nothing
//   verify version LIBRARY
//
// Operations come in on standard input, decisions go out on standard output, both in the binary form of LibraryRun.cs.
//
// This part: calls to the kernel that the filter lets through, the stream of decisions, and how this program ends.
#ifndef __x86_64__
#error "this program knows the system calls of x86-64 only"
#endif
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <asm/hwcap2.h>
#include <asm/prctl.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))
#define PAGE UINT64_C(4096)

// The one place from which every call reaches the kernel: the filter knows the address behind its instruction.
long kernel(long number, ...) __attribute__((visibility("hidden")));
extern const char behind_kernel_instruction[] __attribute__((visibility("hidden")));
__asm__(
	".text\n"
	".type kernel, @function\n"
	"kernel:\n"
	"	movq %rdi, %rax\n"
	"	movq %rsi, %rdi\n"
	"	movq %rdx, %rsi\n"
	"	movq %rcx, %rdx\n"
	"	movq %r8, %r10\n"
	"	movq %r9, %r8\n"
	"	movq 8(%rsp), %r9\n"
	"	syscall\n"
	"behind_kernel_instruction:\n"
	"	ret\n"
	".size kernel, . - kernel\n");

static bool failed(long answer)
{
	return answer < 0 && answer > -4096;
}

// ---- waiting for another thread: a word that is 0 until it is set

static void await(int *word)
{
	while (!__atomic_load_n(word, __ATOMIC_ACQUIRE))
		kernel(SYS_futex, word, (long)FUTEX_WAIT_PRIVATE, 0L, NULL, NULL, 0L);
}

static void set(int *word)
{
	__atomic_store_n(word, 1, __ATOMIC_RELEASE);
	kernel(SYS_futex, word, (long)FUTEX_WAKE_PRIVATE, 1L, NULL, NULL, 0L);
}

static uint64_t whole_pages(uint64_t bytes)
{
	return (bytes + PAGE - 1) & ~(PAGE - 1);
}

// ---- the stream of decisions: words of 64 bits. A word whose highest byte is 0 is an address; otherwise that byte says what follows.

enum record {
	RESULT = 1, // then the value
	CONTROL,    // low half: the error; then the value
	CALL,       // low half: enum call; then the operation and four arguments
	TEXT,       // low: bytes; then the operation, or all ones at the end; then the text
	PAGES,      // low: runs; then the operation, lazily freed bytes, bytes in huge pages; then start and end of each run, bit 0 of the start set where it is of zero pages
	THREAD,     // low half: the thread; then the address of the library's thread-local block, or 0
	BATCH_END,
	DEATH,      // low half: the signal; then the operation
	PROBLEM,    // low: bytes; then the operation; then the text
	RUN_END,
	STILL, // low: threads; then the operation, and where the library is loaded; then number and block of each thread. Goes on when told
};
enum call { MMAP, MUNMAP, MREMAP, MADVISE, MPROTECT, SBRK };

static uint64_t operation_index; // of the operation under way
static int decisions_fd = 1;
static uint64_t decisions[1 << 13];
static size_t decision_count;

static void flush(void)
{
	const char *at = (const char *)decisions;
	size_t left = decision_count * sizeof *decisions;
	decision_count = 0;
	while (left > 0) {
		long n = kernel(SYS_write, (long)decisions_fd, at, left);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			kernel(SYS_exit_group, 1L); // nobody reads any more
		at += n;
		left -= (size_t)n;
	}
}

static inline void put(uint64_t word)
{
	if (decision_count == sizeof decisions / sizeof *decisions)
		flush();
	decisions[decision_count++] = word;
}

static void put_record(enum record record, uint64_t low)
{
	put((uint64_t)record << 56 | low);
}

static void put_text(enum record record, uint64_t index, const char *text, size_t bytes)
{
	put_record(record, bytes);
	put(index);
	for (size_t at = 0; at < bytes; at += 8) {
		uint64_t word = 0;
		memcpy(&word, text + at, bytes - at < 8 ? bytes - at : 8);
		put(word);
	}
}

static void put_call(enum call call, uint64_t a, uint64_t b, uint64_t c, uint64_t d)
{
	put_record(CALL, call);
	put(operation_index);
	put(a);
	put(b);
	put(c);
	put(d);
}

static __attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...)
{
	char text[1024];
	va_list arguments;
	va_start(arguments, format);
	int n = vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	put_text(PROBLEM, operation_index, text, n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
	flush();
	kernel(SYS_exit_group, 1L);
	__builtin_unreachable();
}

// The library has come to an end of its own, or time is up: which signal, in which operation.
static void on_end(int number)
{
	put_record(DEATH, (uint64_t)number);
	put(operation_index);
	flush();
	kernel(SYS_exit_group, 1L);
}

static void watch_for_ends(void)
{
	static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGALRM};
	struct sigaction action = {.sa_handler = on_end, .sa_flags = SA_NODEFER};
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &action, NULL);
}
