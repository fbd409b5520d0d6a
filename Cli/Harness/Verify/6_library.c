// The library: its calls, its version, what it says of itself.

static void *library;
static bool is_c_library;

// How it tells statistics.
static struct {
	void (*malloc_stats_print)(void (*)(void *, const char *), void *, const char *);
	int (*malloc_info)(int, FILE *);
	struct mallinfo2 (*mallinfo2)(void);
	void (*get_stats)(char *, int);
	int (*get_number)(const char *, size_t *);
	void (*mi_stats)(void (*)(const char *, void *), void *);
} told;

static void prepare_calls(const char *path)
{
	find_calls(library);
	const struct { const char *name; void *to; } calls[] = {
		{"malloc_stats_print", &told.malloc_stats_print}, {"MallocExtension_GetStats", &told.get_stats},
		{"MallocExtension_GetNumericProperty", &told.get_number}, {"mi_stats_print_out", &told.mi_stats},
	};
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		*(void **)calls[i].to = dlsym(library, calls[i].name);
	if (!lib.malloc || !lib.free || !lib.calloc || !lib.realloc || !is_own_call(library, lib.malloc))
		die("%s has no malloc, calloc, realloc and free of its own", path);
	is_c_library = dlsym(library, "gnu_get_libc_version") && is_own_call(library, dlsym(library, "gnu_get_libc_version"));
	if (is_c_library) {
		if ((void *)lib.malloc != dlsym(RTLD_NEXT, "malloc"))
			die("%s is not the C library that this process runs on, and that is the only one that can be run", path);
		told.malloc_info = (int (*)(int, FILE *))dlsym(library, "malloc_info");
		told.mallinfo2 = (struct mallinfo2(*)(void))dlsym(library, "mallinfo2");
	}
}

static void open_library(const char *path)
{
	in_library = true;
	library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	in_library = false;
	if (!library)
		die("%s", dlerror());
	prepare_calls(path);
}

// The version as the library tells it; reading it may change the library's state, so no trace is run after that.
static void tell_version(void)
{
	char text[64] = "";
	const char *given = NULL;
	size_t length = sizeof given;
	int (*number)(void) = (int (*)(void))dlsym(library, "mi_version");
	const char *(*three)(int *, int *, const char **) = (const char *(*)(int *, int *, const char **))dlsym(library, "tc_version");
	if (is_c_library)
		given = gnu_get_libc_version();
	else if (lib.mallctl && !lib.mallctl("version", &given, &length, NULL, 0) && given)
		snprintf(text, sizeof text, "%.*s", (int)strcspn(given, "-"), given);
	else if (number)
		snprintf(text, sizeof text, "%d.%d.%d", number() / 100, number() / 10 % 10, number() % 10);
	else if (three) {
		int major = 0, minor = 0;
		three(&major, &minor, &given);
		snprintf(text, sizeof text, "%d.%d", major, minor);
	}
	const char *told = text[0] ? text : given ? given : "";
	put_text(TEXT, UINT64_MAX, told, strlen(told));
	put_record(RUN_END, 0);
	flush();
}

// ---- statistics: a growing text

static struct { char *bytes; size_t length, room; } statistics;

static void add_text(const char *text)
{
	size_t n = strlen(text);
	if (statistics.length + n + 1 > statistics.room)
		statistics.bytes = realloc(statistics.bytes, statistics.room = 2 * (statistics.length + n + 1) + 4096);
	memcpy(statistics.bytes + statistics.length, text, n + 1);
	statistics.length += n;
}

static void add_line(const char *name, size_t value)
{
	char line[160];
	snprintf(line, sizeof line, "%s %zu\n", name, value);
	add_text(line);
}

static void add_from_first(void *unused, const char *text)
{
	(void)unused;
	add_text(text);
}

static void add_from_second(const char *text, void *unused)
{
	(void)unused;
	add_text(text);
}

static void add_malloc_info(void)
{
	char *text = NULL;
	size_t length = 0;
	FILE *file = open_memstream(&text, &length);
	in_library = true;
	told.malloc_info(0, file);
	struct mallinfo2 all = told.mallinfo2();
	in_library = false;
	fclose(file);
	add_text(text);
	free(text);
	add_line("arena", all.arena);
	add_line("ordblks", all.ordblks);
	add_line("smblks", all.smblks);
	add_line("hblks", all.hblks);
	add_line("hblkhd", all.hblkhd);
	add_line("usmblks", all.usmblks);
	add_line("fsmblks", all.fsmblks);
	add_line("uordblks", all.uordblks);
	add_line("fordblks", all.fordblks);
	add_line("keepcost", all.keepcost);
}

static void add_properties(void)
{
	static const char *const names[] = {
		"generic.current_allocated_bytes", "generic.heap_size", "generic.total_physical_bytes", "tcmalloc.central_cache_free_bytes", "tcmalloc.transfer_cache_free_bytes",
		"tcmalloc.thread_cache_free_bytes", "tcmalloc.current_total_thread_cache_bytes", "tcmalloc.max_total_thread_cache_bytes", "tcmalloc.slack_bytes",
		"tcmalloc.pageheap_free_bytes", "tcmalloc.pageheap_unmapped_bytes", "tcmalloc.pageheap_committed_bytes", "tcmalloc.pageheap_scavenge_count",
		"tcmalloc.pageheap_commit_count", "tcmalloc.pageheap_total_commit_bytes", "tcmalloc.pageheap_decommit_count", "tcmalloc.pageheap_total_decommit_bytes",
		"tcmalloc.pageheap_reserve_count", "tcmalloc.pageheap_total_reserve_bytes", "tcmalloc.aggressive_memory_decommit", "tcmalloc.heap_limit_mb",
	};
	static char text[1 << 16];
	in_library = true;
	told.get_stats(text, sizeof text);
	in_library = false;
	add_text(text);
	for (size_t i = 0; told.get_number && i < sizeof names / sizeof *names; i++) {
		size_t value = 0;
		in_library = true;
		int is_known = told.get_number(names[i], &value);
		in_library = false;
		if (is_known)
			add_line(names[i], value);
	}
}

static void tell_statistics(uint64_t index, const char *options)
{
	statistics.length = 0;
	add_text("");
	if (told.malloc_stats_print) {
		in_library = true;
		told.malloc_stats_print(add_from_first, NULL, options);
		in_library = false;
	} else if (told.malloc_info)
		add_malloc_info();
	else if (told.get_stats)
		add_properties();
	else if (told.mi_stats) {
		in_library = true;
		told.mi_stats(add_from_second, NULL);
		in_library = false;
	}
	put_text(TEXT, index, statistics.bytes, statistics.length);
}

// The heap profile at the end, where the library makes profiles. The run is over: calls are no longer answered here, nor told.
static void write_profile(void)
{
	const char *name = "end.heap"; // as ProfileComparison.cs has it
	bool profiles = false;
	size_t length = sizeof profiles;
	if (lib.mallctl && !lib.mallctl("opt.prof", &profiles, &length, NULL, 0) && profiles)
		lib.mallctl("prof.dump", NULL, NULL, &name, sizeof name);
}
