// Extent hooks of jemalloc: a trace names a table of them by a number (HookSet.cs). Each hook refuses its call, or forwards it to the library's own.

enum { HOOK_OWN = 1, HOOK_REFUSES = 1, HOOK_LACKS = 11 }; // the last two are the places of the first call's bit

enum { HOOK_ALLOC, HOOK_DALLOC, HOOK_DESTROY, HOOK_COMMIT, HOOK_DECOMMIT, HOOK_PURGE_LAZY, HOOK_PURGE_FORCED, HOOK_SPLIT, HOOK_MERGE };

struct hooks { // extent_hooks_t
	void *(*alloc)(struct hooks *, void *, size_t, size_t, bool *, bool *, unsigned);
	bool (*dalloc)(struct hooks *, void *, size_t, bool, unsigned);
	void (*destroy)(struct hooks *, void *, size_t, bool, unsigned);
	bool (*commit)(struct hooks *, void *, size_t, size_t, size_t, unsigned);
	bool (*decommit)(struct hooks *, void *, size_t, size_t, size_t, unsigned);
	bool (*purge_lazy)(struct hooks *, void *, size_t, size_t, size_t, unsigned);
	bool (*purge_forced)(struct hooks *, void *, size_t, size_t, size_t, unsigned);
	bool (*split)(struct hooks *, void *, size_t, size_t, size_t, bool, unsigned);
	bool (*merge)(struct hooks *, void *, size_t, void *, size_t, bool, unsigned);
};

struct named_hooks {
	struct hooks table;
	uint64_t number;
	struct named_hooks *next;
};

static struct named_hooks *all_hooks;
static struct hooks *replaced_hooks; // what the first write found: the library's own

static bool refuses(struct hooks *hooks, int call)
{
	return ((struct named_hooks *)hooks)->number >> (HOOK_REFUSES + call) & 1;
}

static void *hook_alloc(struct hooks *hooks, void *at, size_t size, size_t alignment, bool *zero, bool *commit, unsigned arena)
{
	return refuses(hooks, HOOK_ALLOC) ? NULL : replaced_hooks->alloc(replaced_hooks, at, size, alignment, zero, commit, arena);
}

static bool hook_dalloc(struct hooks *hooks, void *at, size_t size, bool committed, unsigned arena)
{
	return refuses(hooks, HOOK_DALLOC) || replaced_hooks->dalloc(replaced_hooks, at, size, committed, arena);
}

static void hook_destroy(struct hooks *hooks, void *at, size_t size, bool committed, unsigned arena)
{
	if (!refuses(hooks, HOOK_DESTROY))
		replaced_hooks->destroy(replaced_hooks, at, size, committed, arena);
}

static bool hook_commit(struct hooks *hooks, void *at, size_t size, size_t offset, size_t length, unsigned arena)
{
	return refuses(hooks, HOOK_COMMIT) || replaced_hooks->commit(replaced_hooks, at, size, offset, length, arena);
}

static bool hook_decommit(struct hooks *hooks, void *at, size_t size, size_t offset, size_t length, unsigned arena)
{
	return refuses(hooks, HOOK_DECOMMIT) || replaced_hooks->decommit(replaced_hooks, at, size, offset, length, arena);
}

static bool hook_purge_lazy(struct hooks *hooks, void *at, size_t size, size_t offset, size_t length, unsigned arena)
{
	return refuses(hooks, HOOK_PURGE_LAZY) || replaced_hooks->purge_lazy(replaced_hooks, at, size, offset, length, arena);
}

static bool hook_purge_forced(struct hooks *hooks, void *at, size_t size, size_t offset, size_t length, unsigned arena)
{
	return refuses(hooks, HOOK_PURGE_FORCED) || replaced_hooks->purge_forced(replaced_hooks, at, size, offset, length, arena);
}

static bool hook_split(struct hooks *hooks, void *at, size_t size, size_t first, size_t second, bool committed, unsigned arena)
{
	return refuses(hooks, HOOK_SPLIT) || replaced_hooks->split(replaced_hooks, at, size, first, second, committed, arena);
}

static bool hook_merge(struct hooks *hooks, void *first, size_t first_size, void *second, size_t second_size, bool committed, unsigned arena)
{
	return refuses(hooks, HOOK_MERGE) || replaced_hooks->merge(replaced_hooks, first, first_size, second, second_size, committed, arena);
}

static struct hooks *hooks_of(uint64_t number)
{
	static const struct hooks serving = {hook_alloc, hook_dalloc, hook_destroy, hook_commit, hook_decommit, hook_purge_lazy, hook_purge_forced, hook_split, hook_merge};
	for (struct named_hooks *each = all_hooks; each; each = each->next)
		if (each->number == number)
			return &each->table;
	struct named_hooks *made = calloc(1, sizeof *made);
	made->table = serving;
	made->number = number;
	made->next = all_hooks;
	for (int call = HOOK_DALLOC; call <= HOOK_MERGE; call++)
		if (number >> (HOOK_LACKS + call) & 1)
			((void **)&made->table)[call] = NULL;
	all_hooks = made;
	return &made->table;
}

static bool names_hooks(const char *name)
{
	size_t length = strlen(name);
	static const char end[] = ".extent_hooks";
	return !strncmp(name, "arena.", 6) && length >= sizeof end && !strcmp(name + length - (sizeof end - 1), end);
}

// A read answers with the number of the hooks. Before others were set the library's own cannot be set again: nobody knows where they are.
static int run_hooks(const char *name, bool writes, uint64_t number, uint64_t *value)
{
	struct hooks *old = NULL, *new = number & HOOK_OWN ? hooks_of(number) : replaced_hooks;
	size_t length = sizeof old;
	if (writes && !new)
		die("the library's own extent hooks can be set only after others were");
	struct hooks **found = writes && !replaced_hooks ? &replaced_hooks : &old; // an arena that is made uses the new ones before the call returns
	in_library = true;
	int error = lib.mallctl(name, found, &length, writes ? &new : NULL, writes ? sizeof new : 0);
	in_library = false;
	for (struct named_hooks *each = all_hooks; !writes && each; each = each->next)
		if (&each->table == old)
			*value = each->number;
	return error;
}
