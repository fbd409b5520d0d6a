using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;

namespace AllocSim.Cli.Differential.Campaigns;

/// <summary>Seeds of random cases.</summary>
/// <param name="First">The first one.</param>
/// <param name="Last">The last one.</param>
internal readonly record struct SeedRange(ulong First, ulong Last)
{
    private const ulong CountMax = int.MaxValue;
    private const string Dots = "..";

    /// <summary>How many.</summary>
    public int Count => (int)(Last - First + 1);

    /// <summary>Reads SEED or SEED..SEED; complains where it is neither.</summary>
    public static SeedRange Read(Arguments arguments, Option<string?> option)
    {
        string text = arguments.Text(option) ?? "0";
        int dots = text.IndexOf(Dots, StringComparison.Ordinal);
        bool isRead = ulong.TryParse(dots < 0 ? text : text[..dots], NumberStyles.None, CultureInfo.InvariantCulture, out ulong first);
        ulong last = first;
        isRead &= dots < 0 || ulong.TryParse(text.AsSpan(dots + Dots.Length), NumberStyles.None, CultureInfo.InvariantCulture, out last);
        if (!isRead || last < first || last - first >= CountMax)
        {
            arguments.AddError($"{option.Name} {text}: expected a seed such as 7, or seeds such as 1..100");
            return default;
        }

        return new SeedRange(first, last);
    }
}
