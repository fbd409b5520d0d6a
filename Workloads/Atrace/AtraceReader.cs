using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Atrace.Blocks;
using AllocSim.Workloads.Atrace.Frames;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Atrace;

/// <summary>Streams an .atrace file, plain or inside gzip.</summary>
/// <remarks>
/// Strict reading refuses a damaged block and a file without its end. Lenient reading uses every whole block: it passes over damaged ones, and repairs operations
/// on objects that only a lost block knew of.
/// </remarks>
public sealed class AtraceReader : IOriginTrace
{
    private const long LostAnywhere = 16 * AtraceFormat.BlockOperations, LostInAByte = 64;

    private readonly FrameReader _frames;
    private readonly bool _lenient;
    private readonly NameTable _names = new();
    private readonly CallStackTable _stacks = new();
    private readonly CallStackReader _stackReader;
    private readonly BlockDecoder _decoder = new();
    private readonly List<(Operation Operation, long Number, long Old)> _pending = [];
    private long _index;
    private long _block = -1;
    private bool _ended;
    private bool _hasSought;

    /// <summary>Reads from a stream of plain or gzip .atrace, which it then owns.</summary>
    /// <exception cref="TraceFormatException">It does not start as an .atrace file does.</exception>
    public AtraceReader(Stream stream, string name, TraceReadOptions? options = null)
    {
        Name = name;
        _stackReader = new CallStackReader(_stacks);
        _lenient = (options ?? TraceReadOptions.Strict).Lenient;
        _frames = new FrameReader(TraceStream.Unpack(stream), name);
        Span<byte> magic = stackalloc byte[AtraceFormat.Magic.Length];
        if (!_frames.TryRaw(magic) || !magic.SequenceEqual(AtraceFormat.Magic))
        {
            throw new TraceFormatException($"{name}: is not an .atrace file; its first bytes would be 'ATRACE'");
        }

        if (_frames.Read() != FrameResult.Frame || _frames.Type != FrameType.Header)
        {
            throw new TraceFormatException($"{name}: the header is damaged or missing; a whole copy of the file is needed");
        }

        if (!HeaderText.TryRead(_frames.Payload.AsSpan(0, _frames.Length), out TraceOrigin origin, out string version))
        {
            throw new TraceFormatException($"{name}: is .atrace version {TextLine.Quote(Encoding.UTF8.GetBytes(version))}; this program reads versions {AtraceFormat.OldestVersion} to {AtraceFormat.Version}");
        }

        Origin = origin;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public TraceOrigin Origin { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Names => _names;

    /// <inheritdoc/>
    public IReadOnlyList<IReadOnlyList<string>> CallStacks => _stacks;

    /// <inheritdoc/>
    public RepairTally Repairs { get; } = new();

    /// <summary>The index; null until the end has been read, or <see cref="ReadIndex"/> was called.</summary>
    public AtraceIndex? Index { get; private set; }

    /// <summary>Told of the lines of text that cannot be had from the operations, before the operations that they belong to; null where they are not wanted.</summary>
    public TextRemarks? Remarks { get; init; }

    /// <summary>Told of the marks, before the operations that they belong to; null where they are not wanted.</summary>
    public PendingMarks? Marks { get; init; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="TraceFormatException">It cannot be opened, or is no .atrace file.</exception>
    public static AtraceReader Open(string path, TraceReadOptions? options = null) => new(TraceStream.Open(path), path, options);

    /// <inheritdoc/>
    public bool TryRead(OperationBatch batch)
    {
        batch.Count = 0;
        batch.FirstIndex = _index;
        batch.ClearStacks();
        while (batch.Count == 0)
        {
            if (_pending.Count > 0)
            {
                TakePending(batch);
            }
            else if (_decoder.Remaining > 0)
            {
                Decode(batch);
            }
            else if (!TryNextBlock())
            {
                return false;
            }
        }

        _index += batch.Count;
        return true;
    }

    /// <summary>Reads the index without reading the blocks; the input must be a plain file, and nothing may have been read yet.</summary>
    /// <returns>Null when there is no whole index.</returns>
    public AtraceIndex? ReadIndex(Stream file)
    {
        Span<byte> trailer = stackalloc byte[AtraceFormat.TrailerBytes];
        if (!file.CanSeek || file.Length < trailer.Length)
        {
            return null;
        }

        long here = _frames.Position;
        _frames.Seek(file.Length - trailer.Length);
        if (_frames.TryRaw(trailer) && trailer[8..].SequenceEqual(AtraceFormat.EndMagic))
        {
            long offset = BinaryPrimitives.ReadInt64LittleEndian(trailer);
            if (offset > 0 && offset < file.Length)
            {
                _frames.Seek(offset);
                if (_frames.Read() == FrameResult.Frame && _frames.Type == FrameType.Index)
                {
                    Index = AtraceIndex.Parse(_frames.Payload.AsSpan(0, _frames.Length));
                }
            }
        }

        _frames.Seek(here);
        return Index;
    }

    /// <summary>Goes to a block. Objects made before it are unknown from here on, so reading on must be lenient to get past their frees.</summary>
    public void SeekTo(AtraceIndex.Block block)
    {
        _frames.Seek(block.Offset);
        _decoder.ForgetObjects();
        _hasSought = true;
        _pending.Clear();
        _index = block.FirstIndex;
    }

    /// <inheritdoc/>
    public void Dispose() => _frames.Dispose();

    private void TakePending(OperationBatch batch)
    {
        (batch.Operations[0], batch.Objects[0], batch.OldObjects[0]) = _pending[0];
        batch.Count = 1;
        _pending.RemoveAt(0);
    }

    private void Decode(OperationBatch batch)
    {
        int[] stacks = _stacks.Count == 0 ? [] : batch.NeedStacks();
        TraceFault fault = _decoder.Decode(batch, stacks);
        batch.FirstIndex = _index;
        foreach (ref int stack in stacks.AsSpan())
        {
            stack = (uint)stack > (uint)_stacks.Count ? 0 : stack; // its names are lost
        }

        if (fault == TraceFault.None)
        {
            return;
        }

        bool followsFromLoss = fault is TraceFault.UnknownOldObject or TraceFault.UseAfterFree or TraceFault.UnknownObject or TraceFault.NamedTwice;
        if (!_lenient || !followsFromLoss)
        {
            string what = string.Create(CultureInfo.InvariantCulture, $"operation {_index + batch.Count} cannot be ({fault})");
            throw new TraceFormatException($"{Place()}{what}; the trace must be written again");
        }

        Repairs.Add(fault);
        Repair(fault, batch);
    }

    private void Repair(TraceFault fault, OperationBatch batch)
    {
        int i = batch.Count;
        switch (fault)
        {
            case TraceFault.UnknownOldObject:
                batch.Operations[i].OldObject = Operation.None;
                _pending.Add((batch.Operations[i], batch.Objects[i], -1));
                break;
            case TraceFault.NamedTwice:
                Operation free = batch.Operations[i] with { Kind = OperationKind.Free, Size = 0, Extra = 0, Flags = 0 };
                _pending.Add((free, _decoder.DisplacedNumber, -1));
                _pending.Add((batch.Operations[i], batch.Objects[i], batch.OldObjects[i]));
                break;
        }

        _decoder.StepOverFault();
    }

    private bool TryNextBlock()
    {
        while (!_ended)
        {
            long at = _frames.Position;
            switch (_frames.Read())
            {
                case FrameResult.Frame when _frames.Type == FrameType.Operations:
                    _block++;
                    if (_decoder.TryLoad(_frames.Payload, _frames.Length, MostLost(at)) is not string wrong)
                    {
                        _hasSought = false;
                        return true;
                    }

                    Damage(at, wrong);
                    break;
                case FrameResult.Frame:
                    ReadSideFrame(at);
                    break;
                case FrameResult.Damaged:
                    Damage(at, "it is not a frame, or its checksum is wrong");
                    _ended = !_frames.TryFindNext();
                    break;
                default:
                    CutOff(at);
                    break;
            }
        }

        return false;
    }

    /// <summary>How many operations may be missing before a block. What a file says of itself makes the table of objects no larger than its bytes allow.</summary>
    private long MostLost(long at) => _hasSought ? long.MaxValue : _lenient ? LostAnywhere + LostInAByte * at : 0;

    private void ReadSideFrame(long at)
    {
        try
        {
            var cursor = new ByteCursor(_frames.Payload.AsSpan(0, _frames.Length));
            if (_frames.Type == FrameType.Index)
            {
                Index = AtraceIndex.Parse(_frames.Payload.AsSpan(0, _frames.Length));
                _ended = true;
            }
            else
            {
                SideFrames.Read(_frames.Type, _frames.Payload, ref cursor, this, _names, _stackReader);
                _decoder.NameCount = _names.Count;
            }
        }
        catch (IndexOutOfRangeException)
        {
            Damage(at, "its contents are cut off");
        }
    }

    private void Damage(long at, string wrong)
    {
        if (!_lenient)
        {
            throw new TraceFormatException(string.Create(
                CultureInfo.InvariantCulture, $"{Name}: the block at byte {at} is damaged: {wrong}; a whole copy of the file is needed, or --lenient to pass over it"));
        }

        Repairs.Add(TraceFault.DamagedBlock);
    }

    private void CutOff(long at)
    {
        _ended = true;
        if (!_lenient)
        {
            throw new TraceFormatException(string.Create(
                CultureInfo.InvariantCulture, $"{Name}: is cut off at byte {at}, after {_index} {Quantity.Noun(_index, "operation")}; a whole copy of the file is needed, or --lenient to use what is there"));
        }

        Repairs.Add(TraceFault.Truncated);
    }

    private string Place() => string.Create(CultureInfo.InvariantCulture, $"{Name}: block {_block}: ");
}
