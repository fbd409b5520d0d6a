namespace AllocSim.Reports.Html;

/// <summary>What a search answers: its page says it instead of the least and the cheapest point.</summary>
/// <param name="Lines">The answer, a sentence a line.</param>
/// <param name="Point">Number of the point that is answered; the page opens with it chosen.</param>
public sealed record SweepAnswer(IReadOnlyList<string> Lines, int Point);
