namespace AllocSim.Allocator.Common.Trials;

/// <content>jemalloc's own calls: flags, arenas and caches made by the program.</content>
internal sealed partial class RandomTrace
{
    private const int FlagZero = 0x40;
    private const int FlagNoCache = 0x100;
    private const int ArenasMax = 6;
    private const int CachesMax = 4;

    // Calls for the arenas that are reset must not fail: without an object there is no saying which cache it would enter.
    private const long OwnSizeMax = 64 << 20;
    private const int OwnLgAlignMax = 20;

    private readonly List<int> _ownArenas = [];
    private readonly List<int> _sharedArenas = [];
    private readonly Stack<int> _destroyedArenas = [];
    private readonly List<int> _caches = [];
    private readonly Stack<int> _destroyedCaches = [];
    private int _nextArena;
    private int _nextCache;

    private static int ArenaFlag(int arena) => (arena + 1) << 20;

    // What has to be passed with an object of an arena that may be reset: it must never enter a cache.
    private static int FlagsOf(TracedObject traced) => traced.Arena < 0 ? 0 : FlagNoCache | ArenaFlag(traced.Arena);

    private int AnyArena() => _draws.Chance(30_000) ? _draws.Pick(99, 4095, 77) : _draws.Below(Math.Max(_nextArena, 1));

    private int CacheFlags() => _draws.Below(4) switch
    {
        0 when _caches.Count > 0 => (_draws.Pick<int>(_caches.ToArray()) + 2) << 8,
        1 => FlagNoCache,
        _ => 0,
    };

    private void MakeExtended(int thread, long size)
    {
        int lg = _draws.Chance(300_000) ? _draws.From(0, _shape.LgAlignMax) : 0;
        int flags = lg | (_draws.Chance(200_000) ? FlagZero : 0);
        if (_ownArenas.Count > 0 && _draws.Chance(300_000))
        {
            int arena = _draws.Pick<int>(_ownArenas.ToArray());
            size = Math.Min(size, OwnSizeMax);
            lg = Math.Min(lg, OwnLgAlignMax);
            Keep(thread, $"mallocx {_next} {size} {lg | (flags & FlagZero) | FlagNoCache | ArenaFlag(arena)}", size, lg, arena);
            return;
        }

        Keep(thread, $"mallocx {_next} {size} {flags | CacheFlags() | PlaceFlags()}", size, lg);
    }

    private int PlaceFlags() => _shape.UsesArenasAndCaches && _draws.Chance(300_000)
        ? ArenaFlag(_sharedArenas.Count > 0 && _draws.Chance(500_000) ? _draws.Pick<int>(_sharedArenas.ToArray()) : _draws.Below(_shape.Arenas))
        : 0;

    private void ResizeExtended(int thread, int index, long size)
    {
        TracedObject old = _live[index];
        int lg = _draws.Chance(200_000) ? _draws.From(0, Math.Min(_shape.LgAlignMax, OwnLgAlignMax)) : 0;
        int flags = lg | (_draws.Chance(200_000) ? FlagZero : 0) | (old.Arena >= 0 ? FlagsOf(old) : CacheFlags() | PlaceFlags());
        Emit(thread, $"rallocx {_next} {old.Number} {size} {flags}");
        _live[index] = new TracedObject(_next++, lg > 0 && _shape.MayLackAlignment ? -1 : size, lg, old.Arena, MayFail(size, lg));
    }

    private void DropExtended(int thread, TracedObject gone)
    {
        int flags = gone.Arena >= 0 ? FlagNoCache : CacheFlags();
        Emit(thread, gone.Size >= 0 && _draws.Chance(500_000)
            ? $"sdallocx {gone.Number} {Math.Max(gone.Size, 1)} {flags | gone.LgAlign}"
            : $"dallocx {gone.Number} {flags}");
    }

    private void Control(int thread)
    {
        if (!_shape.UsesArenasAndCaches || _draws.Chance(600_000))
        {
            Emit(thread, "ctl " + _shape.DrawControl(_draws, AnyArena));
            return;
        }

        switch (_draws.Below(8))
        {
            case 0 when _ownArenas.Count + _sharedArenas.Count < ArenasMax:
                Emit(thread, "ctl u32 arenas.create");
                (_draws.Chance(500_000) ? _ownArenas : _sharedArenas).Add(_destroyedArenas.TryPop(out int again) ? again : _nextArena++);
                break;
            case 1 when _caches.Count < CachesMax:
                Emit(thread, "ctl u32 tcache.create");
                _caches.Add(_destroyedCaches.TryPop(out int free) ? free : _nextCache++);
                break;
            case 2 when _caches.Count > 0:
                Emit(thread, $"ctl u32 tcache.flush {_draws.Pick<int>(_caches.ToArray())}");
                break;
            case 3 when _caches.Count > 0 && _draws.Chance(300_000):
                DestroyCache(thread, _draws.Below(_caches.Count));
                break;
            case 4 when _ownArenas.Count > 0 && _draws.Chance(300_000):
                EmptyArena(thread, _draws.Below(_ownArenas.Count));
                break;
            case 5 or 6:
                Emit(thread, $"ctl u32 thread.arena {(_sharedArenas.Count > 0 && _draws.Chance(500_000) ? _draws.Pick<int>(_sharedArenas.ToArray()) : _draws.Below(_shape.Arenas))}");
                break;
            default:
                Emit(thread, $"ctl u64 arena.{AnyArena()}.{(_draws.Chance(500_000) ? "dirty" : "muzzy")}_decay_ms {_draws.Pick(-1, 0, 10, 300)}");
                break;
        }
    }

    private void DestroyCache(int thread, int index)
    {
        Emit(thread, $"ctl u32 tcache.destroy {_caches[index]}");
        _destroyedCaches.Push(_caches[index]);
        _caches.RemoveAt(index);
    }

    private void EmptyArena(int thread, int index)
    {
        int arena = _ownArenas[index];
        bool isEnd = _draws.Chance(400_000);
        Emit(thread, $"ctl void arena.{arena}.{(isEnd ? "destroy" : "reset")}");
        _live.RemoveAll(o => o.Arena == arena);
        if (isEnd)
        {
            _destroyedArenas.Push(arena);
            _ownArenas.RemoveAt(index);
        }
    }
}
