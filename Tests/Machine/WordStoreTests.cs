using AllocSim.Allocator.Common;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Machine;

/// <summary>Words of simulated memory.</summary>
[TestFixture]
internal sealed class WordStoreTests
{
    private const ulong PieceBytes = 1UL << WordPiece.BytesLog2;
    private static readonly MachineOptions Machine = new();

    [Test]
    public void Words_AtTheBreakAndInMappings_AreKeptApart()
    {
        WordStore words = new(Machine);
        ulong[] addresses =
        [
            Machine.BreakBase - WordStore.RecordBytes, Machine.BreakBase, Machine.BreakBase + (1000 * PieceBytes), Machine.BreakBase + Machine.BreakBytes - 8,
            Machine.MmapTop - Machine.MmapBytes, Machine.MmapTop - (1UL << 30), Machine.MmapTop - 8,
        ];
        foreach (ulong address in addresses)
        {
            words.At(address) = address;
        }

        Assert.That(addresses.Select(address => words.At(address)), Is.EqualTo(addresses));
        Assert.That(addresses.Select(address => words.Known(address)), Is.EqualTo(addresses));
    }

    [Test]
    public void Words_NeverWritten_AreZero()
    {
        WordStore words = new(Machine);
        Assert.That(words.At(Machine.BreakBase + 4096), Is.Zero);
        Assert.That(words.At(Machine.MmapTop - 4096), Is.Zero);
    }

    [Test]
    public void Ranges_ThatMeetOnASmallMachine_ShareNoWords()
    {
        MachineOptions small = new() { BreakBase = 1UL << 24, BreakBytes = 1UL << 20, MmapTop = (1UL << 24) + (1UL << 22), MmapBytes = (1UL << 22) - (1UL << 20) - (2 * PieceBytes) };
        WordStore words = new(small);
        ulong mapped = small.MmapTop - small.MmapBytes;
        words.At(mapped) = 1;
        words.At(small.BreakBase + small.BreakBytes - 8) = 2;
        Assert.That(words.At(mapped), Is.EqualTo(1));
    }

    [Test]
    public void Forget_GivesUpWholePiecesOnly()
    {
        WordStore words = new(Machine);
        ulong start = Machine.MmapTop - (1UL << 28);
        ulong[] addresses = [start, start + PieceBytes, start + (2 * PieceBytes)];
        foreach (ulong address in addresses)
        {
            words.At(address + 8) = address;
        }

        words.Forget(start + 16, 2 * PieceBytes);
        Assert.That(addresses.Select(address => words.At(address + 8)), Is.EqualTo(new[] { start, 0UL, start + (2 * PieceBytes) }));
    }
}
