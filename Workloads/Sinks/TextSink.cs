using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sinks;

/// <summary>Writes a trace as plain text, with its remarks back in their places.</summary>
public sealed class TextSink : ITraceSink
{
    private readonly PendingFile _file;
    private readonly TextTraceWriter _writer;
    private bool _isBegun;

    /// <summary>Starts the file.</summary>
    public TextSink(string path, bool gzip)
    {
        _file = new PendingFile(path);
        _writer = new TextTraceWriter(_file.Stream, gzip);
    }

    /// <inheritdoc/>
    public void Write(OperationBatch batch, IReadOnlyList<string> names, TextRemarks? remarks = null, IReadOnlyList<IReadOnlyList<string>>? callStacks = null)
    {
        _isBegun |= batch.Count > 0;
        if (remarks is null || remarks.Items.Count == 0)
        {
            _writer.Write(batch, names);
            return;
        }

        int used = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            bool spelled = false;
            for (; used < remarks.Items.Count && remarks.Items[used].Index <= batch.FirstIndex + i && !spelled; used++)
            {
                _writer.WriteLine(remarks.Items[used].Line);
                spelled = remarks.Items[used].ReplacesOperation;
            }

            if (!spelled)
            {
                _writer.Write(batch.Operations[i], batch.Objects[i], batch.OldObjects[i], names);
            }
        }

        remarks.Items.RemoveRange(0, used);
    }

    /// <inheritdoc/>
    public void Finish(TextRemarks? remarks = null)
    {
        foreach (TextRemark remark in remarks?.Items ?? [])
        {
            _writer.WriteLine(remark.Line);
            _isBegun = true;
        }

        if (!_isBegun)
        {
            // A file of no bytes is no trace: it is what a failed copy leaves.
            _writer.WriteLine("# a trace without operations"u8);
        }

        _writer.Dispose();
        _file.Keep();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
