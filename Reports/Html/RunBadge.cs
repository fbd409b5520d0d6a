namespace AllocSim.Reports.Html;

/// <summary>The number in the colour of its lines that stands for a run.</summary>
internal static class RunBadge
{
    /// <summary>Colours that the page tells apart; runs beyond share them.</summary>
    public const int Colours = 10;

    /// <summary>The badge of a run, counted from 0.</summary>
    public static string Of(int run) => FormattableString.Invariant($"<span class=\"badge c{run % Colours}\">{run + 1}</span>");
}
