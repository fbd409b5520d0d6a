namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>What holds for every allocator that a policy makes, whatever its options.</summary>
/// <remarks>Which calls an allocator has beside the usual ones follows from the interfaces that its struct implements: ask <see cref="Policy.Answers{TQuestion}"/>.</remarks>
public sealed record PolicyTraits
{
    /// <summary>What holds where a policy says nothing: 8 bytes, 16 from a request of 16 bytes on, and no measures.</summary>
    public static PolicyTraits Usual { get; } = new();

    /// <summary>Every object lies at a multiple of so many bytes: a power of two.</summary>
    public int SmallestAlignment { get; init; } = 8;

    /// <summary>An object of at least so many bytes lies at a multiple of them: a power of two, at least <see cref="SmallestAlignment"/>.</summary>
    public int UsualAlignment { get; init; } = 16;

    /// <summary>The measures that its allocators fill in.</summary>
    public HeapMeasures Measures { get; init; }

    /// <summary>Whether the totals of an allocator change only where it takes a mutex that tells the machine's lock recorder of it, so that they need not be read again elsewhere.</summary>
    public bool TotalsChangeUnderLocksOnly { get; init; }

    /// <summary>Whether averages of the totals are added up once for each stretch in which they stand still, and not at every operation: the same but for the last digits.</summary>
    /// <remarks>It is a matter of digits alone: a policy whose tables were written one way keeps it, so that they stay the same to the byte.</remarks>
    public bool AddsStretches { get; init; }

    /// <summary>What an owner of addresses is called where a number follows; empty unless its allocators are <see cref="IAddressOwners"/>.</summary>
    public string OwnerWord { get; init; } = "";

    /// <summary>Bytes whose multiple the address of an object of a size is, where no call asked for more.</summary>
    /// <param name="size">Requested bytes.</param>
    public ulong AlignmentOf(ulong size) => (ulong)(size >= (ulong)UsualAlignment ? UsualAlignment : SmallestAlignment);
}
