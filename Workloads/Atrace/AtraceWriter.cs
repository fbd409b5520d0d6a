using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Atrace.Blocks;
using AllocSim.Workloads.Atrace.Frames;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Atrace;

/// <summary>Writes an .atrace file.</summary>
/// <remarks>
/// Whole blocks are readable from the moment they are written, so a writer that dies loses at most the block under way. <see cref="Finish"/> writes the index;
/// without it the file counts as cut off.
/// </remarks>
public sealed class AtraceWriter : IDisposable
{
    private readonly FrameWriter _frames;
    private readonly BlockEncoder _block = new();
    private readonly ByteColumn _payload = new();
    private readonly ByteColumn _packed = new();
    private readonly ByteColumn _index = new();
    private readonly CallStackWriter _stacks;
    private readonly List<TraceMark> _marks = [];
    private int _namesWritten;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<IReadOnlyList<string>> _callStacks = [];
    private int _blocks;
    private long _lastOffset;
    private long _lastTimeNs;

    /// <summary>Starts a file on a stream, which it then owns.</summary>
    public AtraceWriter(Stream stream, TraceOrigin header)
    {
        _frames = new FrameWriter(stream);
        _stacks = new CallStackWriter(_frames);
        _frames.WriteRaw(AtraceFormat.Magic);
        HeaderText.Write(header, _payload);
        _frames.Write(FrameType.Header, _payload.Bytes);
    }

    /// <summary>Operations written so far.</summary>
    public long OperationCount => _block.FirstIndex + _block.Count;

    /// <summary>Writes all operations of a batch.</summary>
    /// <param name="batch">The operations, with their object numbers.</param>
    /// <param name="names">The source's control names.</param>
    /// <param name="remarks">What the text of the trace holds beyond its operations; what belongs to this batch is taken out.</param>
    /// <param name="callStacks">The source's call stacks; null to leave them out.</param>
    public void Write(OperationBatch batch, IReadOnlyList<string> names, TextRemarks? remarks = null, IReadOnlyList<IReadOnlyList<string>>? callStacks = null)
    {
        _names = names;
        _callStacks = callStacks ?? [];
        WriteRemarks(remarks);
        for (int i = 0; i < batch.Count; i++)
        {
            _block.Add(batch.Operations[i], batch.Objects[i], callStacks is null ? 0 : batch.StackOf(i));
            if (_block.Count == AtraceFormat.BlockOperations)
            {
                WriteBlock();
            }
        }

        if (batch.Count > 0)
        {
            _lastTimeNs = batch.Operations[batch.Count - 1].TimeNs;
        }
    }

    /// <summary>Adds a mark; it is written before the block that holds its operation.</summary>
    public void AddMark(TraceMark mark) => _marks.Add(mark);

    /// <summary>Writes what is left and the index, which makes the file whole.</summary>
    /// <param name="remarks">What the text holds after the last operation.</param>
    public void Finish(TextRemarks? remarks = null)
    {
        WriteRemarks(remarks);
        WriteBlock();
        WriteMarks();
        long offset = _frames.Position;
        _payload.Clear();
        _payload.VarInt((ulong)OperationCount);
        _payload.VarInt((ulong)_lastTimeNs);
        _payload.VarInt((ulong)_block.SlotCount);
        _payload.VarInt((ulong)_blocks);
        _payload.Append(_index.Bytes);
        _frames.Write(FrameType.Index, _payload.Bytes);
        _payload.Clear();
        _payload.Int64(offset);
        _payload.Append(AtraceFormat.EndMagic);
        _frames.WriteRaw(_payload.Bytes);
        _frames.Flush();
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose() => _frames.Dispose();

    private void WriteBlock()
    {
        if (_block.Count == 0)
        {
            return;
        }

        WriteNames();
        _stacks.Write(_callStacks); // those of later blocks may be among them, which does no harm
        WriteMarks();
        _payload.Clear();
        new BlockHead(_block.FirstIndex, _block.FirstTimeNs, _block.FirstNumber, (uint)_block.Count, (uint)_block.SlotCount).Write(_payload);
        foreach (Column column in Enum.GetValues<Column>())
        {
            ColumnCodec.Write(_block[column], _packed, _payload);
        }

        _index.VarInt((ulong)(_frames.Position - _lastOffset));
        _index.VarInt((ulong)_block.Count);
        _index.VarInt((ulong)_block.FirstTimeNs);
        _lastOffset = _frames.Position;
        _blocks++;
        _frames.Write(FrameType.Operations, _payload.Bytes);
        _frames.Flush();
        _block.Restart();
    }

    private void WriteNames()
    {
        if (_namesWritten == _names.Count)
        {
            return;
        }

        _payload.Clear();
        _payload.VarInt((ulong)(_names.Count - _namesWritten));
        for (; _namesWritten < _names.Count; _namesWritten++)
        {
            _payload.Counted(Encoding.UTF8.GetBytes(_names[_namesWritten]));
        }

        _frames.Write(FrameType.Names, _payload.Bytes);
    }

    private void WriteMarks()
    {
        if (_marks.Count == 0)
        {
            return;
        }

        _payload.Clear();
        _payload.VarInt((ulong)_marks.Count);
        foreach (TraceMark mark in _marks)
        {
            _payload.VarInt((ulong)mark.Index);
            _payload.VarInt((ulong)mark.TimeNs);
            _payload.VarInt((ulong)mark.Thread);
            _payload.VarInt((ulong)mark.Kind);
            _payload.ZigZag(mark.Value);
            _payload.Counted(Encoding.UTF8.GetBytes(mark.Text));
        }

        _marks.Clear();
        _frames.Write(FrameType.Marks, _payload.Bytes);
    }

    private void WriteRemarks(TextRemarks? remarks)
    {
        if (remarks is null || remarks.Items.Count == 0)
        {
            return;
        }

        _payload.Clear();
        _payload.VarInt((ulong)remarks.Items.Count);
        foreach (TextRemark remark in remarks.Items)
        {
            _payload.VarInt((ulong)remark.Index);
            _payload.Byte(remark.ReplacesOperation ? (byte)1 : (byte)0);
            _payload.Counted(remark.Line);
        }

        remarks.Clear();
        _frames.Write(FrameType.Remarks, _payload.Bytes);
    }
}
