using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Says whether a trace shows a difference of one kind, and in which operation.</summary>
internal sealed class ShorteningProbe
{
    private readonly DifferenceKind _kind;
    private readonly Terminal _terminal;
    private int _told = int.MaxValue;

    /// <summary>Makes a probe.</summary>
    /// <param name="settings">Policy, library, options, machine.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="terminal">Who is told how far it got.</param>
    public ShorteningProbe(ComparisonSettings settings, DifferenceKind kind, Terminal terminal)
    {
        _kind = kind;
        _terminal = terminal;

        // A look at pages or records moves to the end of the trace, where the difference then is. Statistics take the library longer than a short trace does.
        Settings = settings with
        {
            Looks = [],
            LooksAtEnd = kind == DifferenceKind.Pages,
            RecordLooks = [],
            Records = kind == DifferenceKind.Records ? settings.Records : null,
            ComparesStatistics = kind == DifferenceKind.Statistics,
        };
    }

    /// <summary>How traces are compared.</summary>
    public ComparisonSettings Settings { get; }

    /// <summary>The operation in which a trace shows the difference; -1 where it does not.</summary>
    public int DifferenceAt(ListedCase listed)
    {
        Difference? difference = LibraryComparer.Compare(new ListedTrace(listed.Operations, listed.Names), Settings).Difference;
        int count = (int)(difference?.Index ?? 0) + 1;
        if (difference?.Kind == _kind && count <= _told / 2)
        {
            _told = count;
            _terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "operation still differs" : "operations still differ")}"));
        }

        return difference?.Kind == _kind ? (int)difference.Index : -1;
    }

    /// <summary>Makes a trace short that shows the difference.</summary>
    /// <param name="listed">The trace.</param>
    /// <param name="triesMax">How many traces may be tried.</param>
    public ListedCase Shorten(ListedCase listed, int triesMax)
        => new(new TraceShortener(operations => DifferenceAt(listed with { Operations = [.. operations] }), triesMax, operation => Makes(operation, listed.Names)).Shorten(listed.Operations), listed.Names);

    // What such a control makes is called by its number in flags and in names of other controls.
    private static bool Makes(ListedOperation operation, IReadOnlyList<string> names)
        => operation.Operation.Kind == OperationKind.Ctl && names[operation.Operation.Object].EndsWith(".create", StringComparison.Ordinal);
}
