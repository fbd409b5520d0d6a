namespace AllocSim.Reports.Tables;

/// <content>What is no column.</content>
public sealed partial record SummaryRow
{
    /// <summary>All that tells runs of one policy apart, for people; empty for the defaults.</summary>
    public string Settings => string.Join(" with ", ((string[])[Conf, SizeClasses.Length == 0 ? "" : $"size classes {SizeClasses}", Varied]).Where(part => part.Length > 0));
}
