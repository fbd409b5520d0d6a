using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Workloads.Transforms;
using AllocSim.Workloads.Units;

namespace AllocSim.Cli.Verbs.Traces;

/// <summary><c>trace slice IN OUT --from --to</c>.</summary>
public sealed class TraceSliceVerb : TraceRewriteVerb
{
    private readonly Option<string> _from = new("--from") { Description = "Where the part begins: the index of an operation, or a time with its unit (10ms)", HelpName = "PLACE", DefaultValueFactory = _ => "0" };
    private readonly Option<string?> _to = new("--to") { Description = "Where the part ends (exclusive): an index, or a time with its unit", HelpName = "PLACE" };

    /// <summary>Makes the verb.</summary>
    public TraceSliceVerb()
        : base("slice", "Cut a part out of a trace. Objects that are alive where it begins are allocated at its start")
    {
        Command.Options.Add(_from);
        Command.Options.Add(_to);
    }

    /// <inheritdoc/>
    protected override int Do(Arguments arguments, Terminal terminal)
    {
        TraceRange range = End(Begin(new TraceRange(), arguments.Value(_from)!), arguments.Value(_to));
        if (range.IsEmpty)
        {
            throw new UsageException([$"--to {arguments.Value(_to)}: the part ends before it begins, at --from {arguments.Value(_from)}; a later end is needed"]);
        }

        using SlicedTrace slice = new(Open(arguments, keepMarks: true), range);
        int exit = TraceCopy.Run(terminal, slice, Output(arguments));
        terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{slice.OpeningCount} {(slice.OpeningCount == 1 ? "object was" : "objects were")} alive at the start"));
        return exit;
    }

    private static TraceRange Begin(TraceRange range, string text) =>
        TryIndex(text, out long index) ? range with { FromIndex = index }
        : QuantityText.TryDuration(text, out long time) ? range with { FromTimeNs = time }
        : throw new UsageException([$"--from {text}: is no place in a trace; an index (5000) or a time (10ms) is needed"]);

    private static TraceRange End(TraceRange range, string? text) =>
        text is null ? range
        : TryIndex(text, out long index) ? range with { ToIndex = index }
        : QuantityText.TryDuration(text, out long time) ? range with { ToTimeNs = time }
        : throw new UsageException([$"--to {text}: is no place in a trace; an index (5000) or a time (10ms) is needed"]);

    private static bool TryIndex(string text, out long index) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
