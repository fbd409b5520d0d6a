using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>Explains a first difference: the operation, what both did, and what was there, by a replay up to it.</summary>
internal static class DifferenceStory
{
    private const int CallsTold = 5;

    /// <summary>Writes it, a line each, indented. "There" is what the simulator has where the library put the object, "here" what it has where it put its own.</summary>
    public static void Write(TextWriter output, DifferingCase compared, Comparison comparison)
    {
        Difference difference = comparison.Difference!;
        DifferenceMoment moment = ReplayTo(compared, comparison, difference.Index);
        Line(output, "operation", moment.Call);
        Line(output, What(difference.Kind), $"library {difference.Library}, {compared.Settings.Policy.Name} {difference.Simulator}");
        foreach ((string whose, string answer) in ((string, string)[])[("there", difference.Library), ("here", difference.Simulator)])
        {
            if (answer.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(answer.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong address))
            {
                Line(output, whose, moment.Place(address));
            }
        }

        Line(output, "time", string.Create(CultureInfo.InvariantCulture, $"{moment.TimeNs} ns on the trace's clock"));
        string[] calls = [.. comparison.LastCalls.Where(line => IndexOf(line) <= difference.Index).TakeLast(CallsTold).Select(Of)];
        Line(output, "last calls", calls.Length == 0 ? "none" : string.Join("; ", calls));
        Line(output, "options", Options(compared.Settings));
    }

    private static string What(DifferenceKind kind) => kind switch
    {
        DifferenceKind.Answer => "answer",
        DifferenceKind.SystemCall => "call",
        DifferenceKind.Statistics => "statistics",
        DifferenceKind.Pages => "pages",
        DifferenceKind.Records => "records",
        DifferenceKind.Profile => "profile",
        _ => "simulator",
    };

    private static long IndexOf(string line) => long.Parse(line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Of(string line)
    {
        int space = line.IndexOf(' ', StringComparison.Ordinal);
        return $"{line[(space + 1)..]} (operation {line[..space]})";
    }

    // Those that were given; all others have the defaults of the version.
    private static string Options(ComparisonSettings settings)
    {
        string given = settings.Conf.Length == 0 ? "defaults" : $"{settings.Conf}, others at their defaults";
        return FormattableString.Invariant($"{given}; {settings.CpuCount} {Quantity.Noun(settings.CpuCount, "CPU")}");
    }

    private static void Line(TextWriter output, string name, string text) => output.WriteLine($"  {name,-11}{text}");

    private static DifferenceMoment ReplayTo(DifferingCase compared, Comparison comparison, long index)
    {
        using ITraceSource trace = compared.OpenTrace();
        SimulatedSide side = new(compared.Settings.WithoutLooks(), comparison.Blocks, null);
        DifferenceMoment moment = new(side);
        OperationBatch batch = new();
        for (long first = 0; first <= index && trace.TryRead(batch); first += batch.Count)
        {
            int count = (int)Math.Min(batch.Count, index + 1 - first);
            for (int i = 0; i < count; i++)
            {
                moment.Follow(batch, i, trace.Names, isLast: first + i == index);
            }
        }

        return moment;
    }
}
