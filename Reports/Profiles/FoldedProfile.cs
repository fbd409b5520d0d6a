using System.Globalization;

namespace AllocSim.Reports.Profiles;

/// <summary>Writes folded stacks, as flame graph programs read them: frames from the outermost on with semicolons between, a blank, a number.</summary>
internal static class FoldedProfile
{
    /// <summary>Writes a line for each stack whose figure is not 0.</summary>
    public static void Write(TextWriter output, IReadOnlyList<ProfileRow> rows, Func<ProfileRow, ulong> figure)
    {
        foreach ((IReadOnlyList<string> frames, IReadOnlyList<ProfileRow> same) in ProfileFrames.Group(rows))
        {
            if (same.Sum(figure) is not 0 and var sum)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"{string.Join(';', frames.Select(frame => frame.Replace(';', ':')))} {sum}\n"));
            }
        }
    }
}
