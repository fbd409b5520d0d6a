using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Holds what operations return in the simulator against what they returned in the library.</summary>
/// <param name="decisions">The library's decisions in the batch under way.</param>
internal sealed class AnswerProbe(Decisions decisions) : IReplayProbe
{
    /// <summary>Index of the batch's first operation.</summary>
    public long FirstIndex { get; set; }

    /// <summary>The first difference; null where there is none.</summary>
    public Difference? Difference { get; private set; }

    /// <summary>Answers that were equal.</summary>
    public long Equal { get; private set; }

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
    }

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size) => Compare(index, address, isAddress: true);

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size) => Compare(index, size, isAddress: false);

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
        int real = decisions.Errors[index - FirstIndex];
        if (real == error)
        {
            Compare(index, value, isAddress: false);
        }
        else
        {
            Difference ??= new Difference(DifferenceKind.Answer, index, FormattableString.Invariant($"error {real}"), FormattableString.Invariant($"error {error}"));
        }
    }

    private void Compare(long index, ulong mine, bool isAddress)
    {
        ulong real = decisions.Values[index - FirstIndex];
        if (real == mine)
        {
            Equal++;
        }
        else
        {
            Difference ??= new Difference(DifferenceKind.Answer, index, Words(real, isAddress), Words(mine, isAddress));
        }
    }

    private static string Words(ulong value, bool isAddress) => !isAddress ? FormattableString.Invariant($"{value}") : value == 0 ? "no memory" : FormattableString.Invariant($"0x{value:x}");
}
