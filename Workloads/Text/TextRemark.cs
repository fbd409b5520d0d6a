namespace AllocSim.Workloads.Text;

/// <summary>A line of a plain-text trace that its operations alone do not give back.</summary>
/// <param name="Index">Index of the operation that it spells or stands before.</param>
/// <param name="ReplacesOperation">True for the operation's own line in another spelling; false for a comment or blank line before it.</param>
/// <param name="Line">The line, without its newline.</param>
public sealed record TextRemark(long Index, bool ReplacesOperation, byte[] Line);
