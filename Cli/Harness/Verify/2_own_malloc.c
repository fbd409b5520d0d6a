// This program's own malloc, for all but the trace: the loader, stdio, records of threads. So the library's heap holds the trace's objects and nothing else.
// A block is a power of two bytes from a chunk, a large one a mapping; the words before what is handed out say which.

struct tag {
	uint64_t block_bytes;
	uint64_t offset; // from the block's start to what was handed out
};
enum { LG_BLOCK_MIN = 5, LG_BLOCK_MAX = 17 };
#define CHUNK_BYTES (UINT64_C(4) << 20)

static void *spare_blocks[LG_BLOCK_MAX + 1];
static char *chunk, *chunk_end;
static int own_lock;

static void take_own_lock(void)
{
	while (__atomic_test_and_set(&own_lock, __ATOMIC_ACQUIRE))
		__builtin_ia32_pause();
}

static void drop_own_lock(void)
{
	__atomic_clear(&own_lock, __ATOMIC_RELEASE);
}

static char *map_own(uint64_t bytes)
{
	long at = kernel(SYS_mmap, 0L, bytes, (long)(PROT_READ | PROT_WRITE), (long)(MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE), -1L, 0L);
	return failed(at) ? NULL : (char *)at;
}

static char *take_block(int lg)
{
	take_own_lock();
	char *block = spare_blocks[lg];
	if (block)
		spare_blocks[lg] = *(void **)block;
	else {
		if (!chunk || (uint64_t)(chunk_end - chunk) < UINT64_C(1) << lg) {
			chunk = map_own(CHUNK_BYTES);
			chunk_end = chunk + (chunk ? CHUNK_BYTES : 0);
		}
		block = chunk;
		chunk += chunk ? UINT64_C(1) << lg : 0;
	}
	drop_own_lock();
	return block;
}

static void *own(size_t bytes, size_t alignment, bool zeroed)
{
	uint64_t needed = bytes + sizeof(struct tag) + (alignment > sizeof(struct tag) ? alignment : 0);
	if (needed < bytes || needed > (UINT64_C(1) << 46)) {
		errno = ENOMEM;
		return NULL;
	}
	char *block;
	if (needed <= UINT64_C(1) << LG_BLOCK_MAX) {
		int lg = LG_BLOCK_MIN;
		while (UINT64_C(1) << lg < needed)
			lg++;
		needed = UINT64_C(1) << lg;
		block = take_block(lg);
		if (block && zeroed)
			memset(block, 0, needed);
	} else {
		needed = whole_pages(needed);
		block = map_own(needed);
	}
	if (!block) {
		errno = ENOMEM;
		return NULL;
	}
	uint64_t at = (uint64_t)block + sizeof(struct tag);
	if (alignment > sizeof(struct tag))
		at = (at + alignment - 1) & ~(uint64_t)(alignment - 1);
	((struct tag *)at)[-1] = (struct tag){needed, at - (uint64_t)block};
	return (void *)at;
}

EXPORTED void *malloc(size_t bytes) { return own(bytes, 0, false); }
EXPORTED void *memalign(size_t alignment, size_t bytes) { return own(bytes, alignment, false); }
EXPORTED void *aligned_alloc(size_t alignment, size_t bytes) { return own(bytes, alignment, false); }
EXPORTED void *valloc(size_t bytes) { return own(bytes, PAGE, false); }
EXPORTED void *pvalloc(size_t bytes) { return own(whole_pages(bytes), PAGE, false); }

EXPORTED void *calloc(size_t count, size_t each)
{
	size_t bytes;
	if (__builtin_mul_overflow(count, each, &bytes)) {
		errno = ENOMEM;
		return NULL;
	}
	return own(bytes, 0, true);
}

EXPORTED int posix_memalign(void **object, size_t alignment, size_t bytes)
{
	void *made = own(bytes, alignment, false);
	if (!made)
		return ENOMEM;
	*object = made;
	return 0;
}

EXPORTED void free(void *object)
{
	if (!object)
		return;
	struct tag tag = ((struct tag *)object)[-1];
	void *block = (char *)object - tag.offset;
	if (tag.block_bytes > UINT64_C(1) << LG_BLOCK_MAX) {
		kernel(SYS_munmap, block, tag.block_bytes);
		return;
	}
	int lg = __builtin_ctzll(tag.block_bytes);
	take_own_lock();
	*(void **)block = spare_blocks[lg];
	spare_blocks[lg] = block;
	drop_own_lock();
}

EXPORTED size_t malloc_usable_size(void *object)
{
	return object ? ((struct tag *)object)[-1].block_bytes - ((struct tag *)object)[-1].offset : 0;
}

EXPORTED void *realloc(void *object, size_t bytes)
{
	size_t had = malloc_usable_size(object);
	if (object && bytes <= had)
		return object;
	void *moved = malloc(bytes);
	if (moved && object) {
		memcpy(moved, object, had);
		free(object);
	}
	return moved;
}
