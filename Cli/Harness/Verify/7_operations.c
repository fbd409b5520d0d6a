// Operations: they come in batches, and each is one call.

enum { CTL_U32 = 1, CTL_U64 = 2, CTL_BOOL = 3, CTL_TYPE = 3, CTL_WRITE = 4 };

struct operation { // as Operation.cs has it
	uint64_t time_ns, size, extra;
	int32_t object, old;
	int32_t flags;
	uint32_t thread_and_kind;
};

// A frame on standard input: 'o' and so many operations, 'n' and a name of so many bytes for controls, or 'e' at the end.
struct frame {
	uint32_t kind, length;
};

static struct operation *batch;
static size_t batch_count, batch_at, batch_room;
static void **objects;
static size_t object_room;
static char **names;
static size_t name_count;
static bool has_input_ended;
static const char *statistics_options = "J";
static bool tells_statistics; // after the last operation
static unsigned time_limit_s;

static void read_all(void *to, size_t bytes)
{
	for (char *at = to; bytes > 0;) {
		long n = kernel(SYS_read, 0L, at, bytes);
		if (n == -EINTR)
			continue;
		if (n <= 0)
			kernel(SYS_exit_group, 1L); // whoever wanted this is gone
		at += n;
		bytes -= (size_t)n;
	}
}

// A table whose entries from the old end on are zero.
static void *grown(void *table, size_t *room, size_t needed, size_t each)
{
	size_t more = *room ? *room : 1024;
	while (more < needed)
		more *= 2;
	char *larger = realloc(table, more * each);
	if (!larger)
		die("no memory for a table of %zu entries", more);
	memset(larger + *room * each, 0, (more - *room) * each);
	*room = more;
	return larger;
}

static void read_name(size_t length)
{
	static size_t room;
	if (name_count == room)
		names = grown(names, &room, name_count + 1, sizeof *names);
	names[name_count] = calloc(length + 1, 1);
	read_all(names[name_count++], length);
}

static void read_batch(size_t count)
{
	if (count > batch_room)
		batch = grown(batch, &batch_room, count, sizeof *batch);
	read_all(batch, count * sizeof *batch);
	batch_count = count;
	batch_at = 0;
	for (size_t i = 0; i < count; i++)
		if ((batch[i].thread_and_kind & 255) != CTL && batch[i].object >= (int64_t)object_room)
			objects = grown(objects, &object_room, (size_t)batch[i].object + 1, sizeof *objects);
}

// The next operation, which stays the next one until batch_at goes on; null at the end.
static const struct operation *peek(void)
{
	while (batch_at == batch_count && !has_input_ended) {
		if (batch_count > 0) {
			put_record(BATCH_END, 0);
			batch_count = batch_at = 0;
		}
		flush();
		alarm(0);
		struct frame frame;
		read_all(&frame, sizeof frame);
		if (frame.kind == 'n')
			read_name(frame.length);
		else if (frame.kind == 'o')
			read_batch(frame.length);
		else
			has_input_ended = true;
		alarm(time_limit_s);
	}
	return has_input_ended ? NULL : &batch[batch_at];
}

// ---- one operation. All of this is one function, called by main and by thread_main (8_threads.c): a library that looks at who calls it sees what ProfBacktraces.cs has.
#define WITHIN static inline __attribute__((always_inline))

WITHIN void run_control(const struct operation *o)
{
	uint64_t value = 0, written = o->extra;
	int type = o->flags & CTL_TYPE;
	size_t length = type == CTL_U32 ? 4 : type == CTL_U64 ? 8 : type == CTL_BOOL ? 1 : 0;
	const char *name = names[o->object];
	int error;
	if (length == sizeof value && names_hooks(name)) {
		error = run_hooks(name, o->flags & CTL_WRITE, written, &value);
		put_record(CONTROL, (uint32_t)error);
		put(value);
		return;
	}
	in_library = true;
	if (length == 0)
		error = lib.mallctl(name, NULL, NULL, NULL, 0);
	else if (o->flags & CTL_WRITE)
		error = lib.mallctl(name, NULL, NULL, &written, length);
	else
		error = lib.mallctl(name, &value, &length, NULL, 0);
	in_library = false;
	put_record(CONTROL, (uint32_t)error);
	put(value);
}

static void made(const struct operation *o, void *object, uint64_t bytes)
{
	objects[o->object] = object;
	put((uint64_t)object);
	touch(object, bytes);
}

static void *gone(int32_t slot)
{
	if (slot < 0)
		return NULL;
	void *object = objects[slot];
	objects[slot] = NULL;
	return object;
}

static void sized(size_t bytes)
{
	put_record(RESULT, 0);
	put(bytes);
}

// After a resize in place a program writes to as much of what it wished for as it got, if that is what it insisted on.
static void touch_resized(const struct operation *o, size_t usable)
{
	uint64_t wished = o->extra > UINT64_MAX - o->size ? UINT64_MAX : o->size + o->extra;
	if (usable >= o->size)
		touch(objects[o->object], usable < wished ? usable : wished);
}

WITHIN void run_extended(const struct operation *o, int kind)
{
	static void *const *const calls[] = {
		(void *)&lib.mallocx, (void *)&lib.rallocx, (void *)&lib.xallocx, (void *)&lib.sallocx, (void *)&lib.dallocx, (void *)&lib.sdallocx, (void *)&lib.nallocx, (void *)&lib.mallctl,
	};
	static const char *const words[] = {"mallocx", "rallocx", "xallocx", "sallocx", "dallocx", "sdallocx", "nallocx", "mallctl"};
	if (!*calls[kind - MALLOCX])
		die("the library has no %s", words[kind - MALLOCX]);
	void *object = kind == RALLOCX ? gone(o->old) : NULL;
	size_t bytes = 0;
	if (kind == CTL) {
		run_control(o);
		return;
	}
	in_library = true;
	switch (kind) {
	case MALLOCX: object = lib.mallocx(o->size, o->flags); break;
	case RALLOCX: object = lib.rallocx(object, o->size, o->flags); break;
	case XALLOCX: bytes = lib.xallocx(objects[o->object], o->size, o->extra, o->flags); break;
	case SALLOCX: bytes = lib.sallocx(objects[o->object], o->flags); break;
	case NALLOCX: bytes = lib.nallocx(o->size, o->flags); break;
	case DALLOCX: lib.dallocx(gone(o->object), o->flags); break;
	case SDALLOCX: lib.sdallocx(gone(o->object), o->size, o->flags); break;
	}
	in_library = false;
	if (kind == MALLOCX || kind == RALLOCX)
		made(o, object, o->size);
	else if (kind == XALLOCX || kind == SALLOCX || kind == NALLOCX)
		sized(bytes);
	if (kind == XALLOCX)
		touch_resized(o, bytes);
}

WITHIN void run(const struct operation *o)
{
	int kind = (int)(o->thread_and_kind & 255);
	void *object = kind == REALLOC ? gone(o->old) : kind == FREE ? gone(o->object) : NULL;
	uint64_t bytes = o->size;
	if (kind == STATS) {
		tell_statistics(operation_index, statistics_options);
		return;
	}
	if (kind >= MALLOCX) {
		run_extended(o, kind);
		return;
	}
	if (kind == MEMALIGN && !lib.posix_memalign)
		die("the library has no posix_memalign");
	if (kind == ALIGNED_ALLOC && !lib.aligned_alloc)
		die("the library has no aligned_alloc");
	in_library = true;
	switch (kind) {
	case MALLOC: object = lib.malloc(o->size); break;
	case CALLOC: object = lib.calloc(o->extra, o->size); bytes = o->extra * o->size; break;
	case MEMALIGN: object = lib.posix_memalign(&object, o->extra, o->size) ? NULL : object; break;
	case ALIGNED_ALLOC: object = lib.aligned_alloc(o->extra, o->size); break;
	case REALLOC: object = lib.realloc(object, o->size); break;
	case FREE: lib.free(object); break;
	}
	in_library = false;
	if (kind != FREE)
		made(o, object, bytes);
}
