namespace AllocSim.Cli.Tuning;

/// <summary>What a search found.</summary>
/// <param name="Best">The best setting that was run.</param>
/// <param name="Answer">The same with only the options that earn their place.</param>
/// <param name="Dropped">The options that were taken out again, as NAME:VALUE.</param>
/// <param name="Contributions">For each option of the answer what its lack would add to the measure, as a fraction, and whether a limit would then be missed.</param>
/// <param name="Checks">The answer elsewhere, in words: what was changed, and what it gives there.</param>
/// <param name="Screening">What screening did, in words.</param>
public sealed record TuneResult(
    TuneOutcome Best,
    TuneOutcome Answer,
    IReadOnlyList<string> Dropped,
    IReadOnlyList<(string Option, double Added, bool Misses)> Contributions,
    IReadOnlyList<string> Checks,
    string Screening);
