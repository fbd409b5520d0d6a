using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Text;

/// <summary>What a plain-text trace holds beyond its operations: comments, blank lines, and lines spelled otherwise than the writer would spell them.</summary>
/// <remarks>Kept in the order of the file; a consumer that streams takes them out with <see cref="Clear"/> after each batch.</remarks>
public sealed class TextRemarks
{
    private readonly byte[] _scratch = new byte[1024];

    /// <summary>The remarks so far.</summary>
    public List<TextRemark> Items { get; } = [];

    /// <summary>Notes a line that is no operation.</summary>
    /// <param name="index">Index of the operation that it stands before.</param>
    /// <param name="line">The line, without its newline.</param>
    public void AddComment(long index, ReadOnlySpan<byte> line) => Items.Add(new TextRemark(index, ReplacesOperation: false, line.ToArray()));

    /// <summary>Notes a line when the writer would spell its operation otherwise.</summary>
    public void AddSpelling(long index, ReadOnlySpan<byte> line, in Operation op, long number, long old, IReadOnlyList<string> names)
    {
        int length = TextTraceWriter.Format(_scratch, op, number, old, names);
        if (!line.SequenceEqual(_scratch.AsSpan(0, length)))
        {
            Items.Add(new TextRemark(index, ReplacesOperation: true, line.ToArray()));
        }
    }

    /// <summary>Forgets all remarks.</summary>
    public void Clear() => Items.Clear();
}
