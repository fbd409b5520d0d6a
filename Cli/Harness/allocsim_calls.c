// The calls of an allocator library and the kinds of operations that make them. It stands before the source of each program that makes such calls, when that is built.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <link.h>
#include <stddef.h>

// As OperationKind.cs has them; the last one is the harness's own.
enum kind { MALLOC, CALLOC, MEMALIGN, ALIGNED_ALLOC, REALLOC, FREE, MALLOCX, RALLOCX, XALLOCX, SALLOCX, DALLOCX, SDALLOCX, NALLOCX, CTL, STATS, EXIT, SMALL_MALLOC = 255 };

static struct {
	void *(*malloc)(size_t);
	void *(*calloc)(size_t, size_t);
	int (*posix_memalign)(void **, size_t, size_t);
	void *(*aligned_alloc)(size_t, size_t);
	void *(*realloc)(void *, size_t);
	void (*free)(void *);
	void *(*mallocx)(size_t, int);
	void *(*rallocx)(void *, size_t, int);
	size_t (*xallocx)(void *, size_t, size_t, int);
	size_t (*sallocx)(const void *, int);
	void (*dallocx)(void *, int);
	void (*sdallocx)(void *, size_t, int);
	size_t (*nallocx)(size_t, int);
	int (*mallctl)(const char *, void *, size_t *, void *, size_t);
} lib;

// Whether a call is a library's own: a name that it lacks is looked for in the libraries that it needs, too.
static __attribute__((unused)) int is_own_call(void *library, const void *call)
{
	struct link_map *map = NULL;
	Dl_info info;
	return !dlinfo(library, RTLD_DI_LINKMAP, &map) && dladdr(call, &info) && (ElfW(Addr))info.dli_fbase == map->l_addr;
}

// Finds them in an open library. Returns the first one that it lacks, or a null pointer.
static const char *find_calls(void *library)
{
	const struct { const char *name; void *to; } calls[] = {
		{"malloc", &lib.malloc}, {"calloc", &lib.calloc}, {"posix_memalign", &lib.posix_memalign}, {"aligned_alloc", &lib.aligned_alloc},
		{"realloc", &lib.realloc}, {"free", &lib.free}, {"mallocx", &lib.mallocx}, {"rallocx", &lib.rallocx}, {"xallocx", &lib.xallocx},
		{"sallocx", &lib.sallocx}, {"dallocx", &lib.dallocx}, {"sdallocx", &lib.sdallocx}, {"nallocx", &lib.nallocx}, {"mallctl", &lib.mallctl},
	};
	const char *missing = NULL;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (!(*(void **)calls[i].to = dlsym(library, calls[i].name)) && !missing)
			missing = calls[i].name;
	return missing;
}
