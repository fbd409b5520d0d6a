using System.Globalization;

namespace AllocSim.Reports.Profiles;

/// <summary>The frames under which a row's bytes are filed.</summary>
internal static class ProfileFrames
{
    /// <summary>A row's frames, outermost first: its call stack; of a trace without call stacks its thread and size class.</summary>
    public static IReadOnlyList<string> Of(ProfileRow row)
        => row.Frames.Count > 0 ? [.. row.Frames.Reverse()] : [string.Create(CultureInfo.InvariantCulture, $"thread {row.Thread}"), string.Create(CultureInfo.InvariantCulture, $"size class {row.SizeIndex}")];

    /// <summary>Rows with equal frames together, outermost frame first, in order of the frames.</summary>
    public static IReadOnlyList<(IReadOnlyList<string> Frames, IReadOnlyList<ProfileRow> Rows)> Group(IEnumerable<ProfileRow> rows)
        => [.. rows.Select(row => (Frames: Of(row), Row: row)).GroupBy(each => string.Join('\n', each.Frames), StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.First().Frames, (IReadOnlyList<ProfileRow>)[.. group.Select(each => each.Row)]))];

    /// <summary>Adds up one figure of rows.</summary>
    public static ulong Sum(this IEnumerable<ProfileRow> rows, Func<ProfileRow, ulong> figure)
    {
        ulong sum = 0;
        foreach (ProfileRow row in rows)
        {
            sum += figure(row);
        }

        return sum;
    }
}
