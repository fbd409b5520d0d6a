using AllocSim.Cli.Differential.Comparing;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Differential.Campaigns;

/// <summary>What came of the random cases of one policy.</summary>
/// <param name="policy">Its name.</param>
internal sealed class CampaignTally(string policy)
{
    /// <summary>The policy's name.</summary>
    public string Policy => policy;

    /// <summary>Cases.</summary>
    public long Cases { get; private set; }

    /// <summary>Operations that both did alike.</summary>
    public long Operations { get; private set; }

    /// <summary>Cases that differ.</summary>
    public long Differences { get; private set; }

    /// <summary>Cases in which the library itself came to an end.</summary>
    public long Ends { get; private set; }

    /// <summary>Cases that the simulator refuses by name.</summary>
    public long Refusals { get; private set; }

    /// <summary>Adds a case. Not safe from several threads at once.</summary>
    public void Add(Comparison comparison)
    {
        Cases++;
        Operations += comparison.Operations;
        Differences += comparison.Difference is null ? 0 : 1;
        Ends += comparison.End is null ? 0 : 1;
        Refusals += comparison.Refusal is null ? 0 : 1;
    }

    /// <summary>The line that tells it.</summary>
    public string Words()
        => FormattableString.Invariant($"{policy}: {Quantity.Count(Cases, "case")}, {Quantity.Count(Operations, "operation")}, {Differences} {Quantity.Noun(Differences, "difference")}")
            + (Ends == 0 ? "" : FormattableString.Invariant($", {Ends} ended by the library itself"))
            + (Refusals == 0 ? "" : FormattableString.Invariant($", {Refusals} refused by the simulator"));
}
