namespace AllocSim.Allocator.Jemalloc.Kernel;

/// <summary>What the extent hooks of an arena do: the library's own, or a program's, which serve each call as the library would, refuse it, or lack it.</summary>
/// <remarks>
/// A trace names a set by a number, the value that it writes to <c>arena.&lt;i&gt;.extent_hooks</c>: 0 for the library's own; otherwise 1, and for each call that is refused
/// 2 to the power of its place (2 for alloc to 512 for merge), and for each that is lacking, a null pointer in the table, 1024 times as much.
/// </remarks>
public readonly record struct HookSet
{
    private const int RefusedShift = 1;
    private const int LackingShift = 11;
    private const ulong OwnBit = 1;
    private const ulong ValueMask = OwnBit | ((ulong)HookCalls.All << RefusedShift) | ((ulong)HookCalls.All << LackingShift);

    private static readonly string[] CallNames = ["alloc", "dalloc", "destroy", "commit", "decommit", "purge_lazy", "purge_forced", "split", "merge"];

    private readonly ulong _value;

    private HookSet(ulong value) => _value = value;

    /// <summary>The number that a trace names it by.</summary>
    public ulong Value => _value;

    /// <summary>Whether they are the library's own.</summary>
    public bool AreDefault => _value == 0;

    /// <summary>Calls that are refused.</summary>
    public HookCalls Refused => (HookCalls)((_value >> RefusedShift) & (ulong)HookCalls.All);

    /// <summary>Calls that are lacking: the library knows before it makes them.</summary>
    public HookCalls Lacking => (HookCalls)((_value >> LackingShift) & (ulong)HookCalls.All);

    /// <summary>Names of the sets with at most one call that is refused or lacking: library, own, refuse_CALL, lack_CALL.</summary>
    public static IReadOnlyList<KeyValuePair<string, ulong>> Words { get; } =
    [
        new("library", 0), new("own", OwnBit),
        .. CallNames.Select((call, place) => new KeyValuePair<string, ulong>("refuse_" + call, Own(refused: (HookCalls)(1 << place)).Value)),
        .. CallNames.Skip(1).Select((call, place) => new KeyValuePair<string, ulong>("lack_" + call, Own(lacking: (HookCalls)(2 << place)).Value)),
    ];

    /// <summary>Hooks of a program's own.</summary>
    /// <param name="refused">Calls that they refuse.</param>
    /// <param name="lacking">Calls that they lack; not <see cref="HookCalls.Alloc"/>, which each table has.</param>
    public static HookSet Own(HookCalls refused = HookCalls.None, HookCalls lacking = HookCalls.None)
        => new(OwnBit | ((ulong)refused << RefusedShift) | ((ulong)lacking << LackingShift));

    /// <summary>The set that a number names; false when it names none.</summary>
    public static bool TryRead(ulong value, out HookSet set)
    {
        set = new HookSet(value);
        return value == 0 || ((value & OwnBit) != 0 && (value & ~ValueMask) == 0 && !set.Lacking.HasFlag(HookCalls.Alloc));
    }
}
