// Which calls of the process are stopped, and who answers them.

static long answer(long number, const uint64_t a[6])
{
	if (!in_library)
		return kernel(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	bool is_fixed = a[3] & MAP_FIXED;
	switch (number) {
	case SYS_mmap:
		if ((a[3] & MAP_ANONYMOUS) && !(a[3] & MAP_STACK) && (!is_fixed || is_ours(a[0])))
			return answer_mmap(a[0], a[1], (int)a[2], (int)a[3]);
		if (!(a[3] & MAP_ANONYMOUS) && !is_fixed) { // the loader's: a file, at a place that is the same everywhere
			uint64_t at = next_image;
			next_image += (whole_pages(a[1]) + IMAGE_STEP - 1) & ~(IMAGE_STEP - 1);
			return kernel(SYS_mmap, at, a[1], a[2], a[3], a[4], a[5]);
		}
		break;
	case SYS_munmap: if (is_mapping(a[0])) return answer_munmap(a[0], a[1]); break;
	case SYS_mremap:
		if (is_mapping(a[0]))
			return a[3] & MREMAP_FIXED ? answer_mremap_fixed(a[0], a[1], a[2], a[4]) : answer_mremap(a[0], a[1], a[2], (int)a[3]);
		break;
	case SYS_madvise: if (is_ours(a[0])) return answer_madvise(a[0], a[1], (int)a[2]); break;
	case SYS_mprotect: if (is_ours(a[0])) return answer_mprotect(a[0], a[1], (int)a[2]); break;
	case SYS_brk: return answer_brk(a[0]);
	case SYS_open: return answer_open(AT_FDCWD, (const char *)a[0], (int)a[1], (int)a[2]);
	case SYS_openat: return answer_open((int)a[0], (const char *)a[1], (int)a[2], (int)a[3]);
	case SYS_access: if (!strncmp((const char *)a[0], "/sys/devices/system/node/", 25)) return -ENOENT; break; // one memory node
	case SYS_getrandom: memset((void *)a[0], 0x5a, a[1]); return (long)a[1];
	case SYS_sched_getaffinity: return answer_getaffinity(a[1], (unsigned char *)a[2]);
	case SYS_getcpu:
		if (a[0])
			*(unsigned *)a[0] = (unsigned)sched_getcpu();
		if (a[1])
			*(unsigned *)a[1] = 0;
		return 0;
	}
	return kernel(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static volatile bool is_answering; // decisions are being told

static void on_stopped_call(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	const uint64_t arguments[6] = {(uint64_t)r[REG_RDI], (uint64_t)r[REG_RSI], (uint64_t)r[REG_RDX], (uint64_t)r[REG_R10], (uint64_t)r[REG_R8], (uint64_t)r[REG_R9]};
	int before = errno;
	is_answering = true;
	r[REG_RAX] = answer(info->si_syscall, arguments);
	is_answering = false;
	errno = before;
}

#define LOAD(field, half) (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field) + (half))
#define GIVE(action) (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action)
#define IS(value, yes, no) (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), yes, no)
#define FROM(value, yes, no) (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, (uint32_t)(value), yes, no)

// A call that names an address is stopped only where that is ours: the C library makes such calls of its own with all signals blocked, as a thread gives up its stack,
// and a call that is stopped while its signal is blocked is the end of the process. The ranges begin and end at multiples of 4 GiB, so the high half decides.
static void stop_calls(void)
{
	static const int anywhere[] = {SYS_mmap, SYS_brk, SYS_open, SYS_openat, SYS_access, SYS_getrandom, SYS_getcpu, SYS_sched_getaffinity};
	static const int at_ours[] = {SYS_munmap, SYS_mremap, SYS_madvise, SYS_mprotect};
	enum { ANYWHERE = sizeof anywhere / sizeof *anywhere, AT_OURS = sizeof at_ours / sizeof *at_ours };
	uint64_t ours = (uint64_t)behind_kernel_instruction;
	struct sock_filter code[64];
	unsigned n = 0;
	code[n++] = LOAD(arch, 0);
	code[n++] = IS(AUDIT_ARCH_X86_64, 1, 0);
	code[n++] = GIVE(SECCOMP_RET_ALLOW);
	code[n++] = LOAD(nr, 0);
	for (unsigned i = 0; i < ANYWHERE; i++)
		code[n++] = IS(anywhere[i], ANYWHERE - 1 - i + AT_OURS + 1 + 7 + 1, 0); // to the look at the instruction
	for (unsigned i = 0; i < AT_OURS; i++)
		code[n++] = IS(at_ours[i], AT_OURS - 1 - i + 1, 0); // to the look at the address
	code[n++] = GIVE(SECCOMP_RET_ALLOW);
	code[n++] = LOAD(args[0], 4);
	code[n++] = FROM(MAPPINGS_TOP >> 32, 5, 0);
	code[n++] = FROM(MAPPINGS_BASE >> 32, 5, 0);
	code[n++] = FROM(BREAK_TOP >> 32, 3, 0);
	code[n++] = FROM(BREAK_BASE >> 32, 3, 0);
	code[n++] = FROM(HINTS_TOP >> 32, 1, 0);
	code[n++] = FROM(HINTS_BASE >> 32, 1, 0);
	code[n++] = GIVE(SECCOMP_RET_ALLOW);
	code[n++] = LOAD(instruction_pointer, 0);
	code[n++] = IS(ours, 0, 3);
	code[n++] = LOAD(instruction_pointer, 4);
	code[n++] = IS(ours >> 32, 0, 1);
	code[n++] = GIVE(SECCOMP_RET_ALLOW);
	code[n++] = GIVE(SECCOMP_RET_TRAP);
	struct sigaction action = {.sa_sigaction = on_stopped_call, .sa_flags = SA_SIGINFO | SA_NODEFER};
	sigaction(SIGSYS, &action, NULL);
	struct sock_fprog program = {(unsigned short)n, code};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		die("the kernel takes no filter of system calls (%s); a container must allow prctl(PR_SET_SECCOMP)", strerror(errno));
}
