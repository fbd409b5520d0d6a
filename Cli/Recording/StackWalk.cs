using System.Globalization;

namespace AllocSim.Cli.Recording;

/// <summary>Which call stacks a recording is to have.</summary>
/// <param name="Depth">Most frames of one.</param>
/// <param name="Way">How the recorder finds the frames; one of <see cref="Ways"/>.</param>
internal sealed record StackWalk(int Depth, string Way)
{
    private const int DepthDefault = 16, DepthMax = 64;

    /// <summary>The ways: through the unwinder's tables, which knows every program, or along frame pointers, which takes a tenth of the time and sees what keeps them.</summary>
    public static string[] Ways { get; } = ["backtrace", "frame-pointers"];

    /// <summary>Reads the two options.</summary>
    /// <param name="asked">Whether there is a <c>--stacks</c>.</param>
    /// <param name="depth">Its value, if it has one.</param>
    /// <param name="way">The value of <c>--stack-walk</c>; null without it.</param>
    /// <returns>Null for no call stacks.</returns>
    /// <exception cref="ArgumentException">They make no sense; the message says all that is wrong.</exception>
    public static StackWalk? Read(bool asked, string? depth, string? way)
    {
        List<string> wrong = [];
        int frames = DepthDefault;
        if (depth is not null && !(int.TryParse(depth, NumberStyles.None, CultureInfo.InvariantCulture, out frames) && frames is >= 1 and <= DepthMax))
        {
            wrong.Add($"--stacks {depth}: expected --stacks, or --stacks=DEPTH from 1 to {DepthMax}");
        }

        if (way is not null && !Ways.Contains(way))
        {
            wrong.Add($"--stack-walk {way}: expected {string.Join(" or ", Ways)}");
        }

        if (way is not null && !asked)
        {
            wrong.Add("--stack-walk needs --stacks");
        }

        return wrong.Count > 0 ? throw new ArgumentException(string.Join("; and ", wrong)) : asked ? new StackWalk(frames, way ?? Ways[0]) : null;
    }
}
