using System.CommandLine;
using System.Globalization;
using AllocSim.Workloads;
using AllocSim.Workloads.Transforms;
using AllocSim.Workloads.Units;

namespace AllocSim.Cli.Traces;

/// <summary><c>trace slice IN OUT --from --to</c>.</summary>
internal static class TraceSliceCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var command = new Command("slice", "Cut a part out of a trace; objects that are alive where it begins are allocated at its start");
        TraceInput input = new TraceInput().AddTo(command);
        var output = new Argument<string>("OUT") { Description = "File to write" };
        var from = new Option<string>("--from") { Description = "Where the part begins: an operation's index, or a time with its unit (10ms)", DefaultValueFactory = _ => "0" };
        var to = new Option<string?>("--to") { Description = "Where it ends (not included): an index, or a time with its unit" };
        command.Arguments.Add(output);
        command.Options.Add(from);
        command.Options.Add(to);
        command.SetAction(line => TraceAction.Run(() =>
        {
            TraceRange range = End(Begin(new TraceRange(), line.GetValue(from)!), line.GetValue(to));
            using var slice = new SlicedTrace(input.Open(line, keepMarks: true), range);
            int exit = TraceCopy.Run(slice, line.GetValue(output)!);
            if (exit == TraceAction.Done)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{slice.OpeningCount} objects were alive at the start"));
            }

            return exit;
        }));
        return command;
    }

    private static TraceRange Begin(TraceRange range, string text) =>
        TryIndex(text, out long index) ? range with { FromIndex = index }
        : QuantityText.TryDuration(text, out long time) ? range with { FromTimeNs = time }
        : throw new ArgumentException($"--from {text}: is no place in a trace; an index (5000) or a time (10ms) is needed");

    private static TraceRange End(TraceRange range, string? text) =>
        text is null ? range
        : TryIndex(text, out long index) ? range with { ToIndex = index }
        : QuantityText.TryDuration(text, out long time) ? range with { ToTimeNs = time }
        : throw new ArgumentException($"--to {text}: is no place in a trace; an index (5000) or a time (10ms) is needed");

    private static bool TryIndex(string text, out long index) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
