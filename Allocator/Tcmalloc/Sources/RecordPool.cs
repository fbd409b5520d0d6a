using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Tcmalloc.Sources;

/// <summary>Records of one size, cut from pieces of 128 KiB; one that was given back is used again first. (PageHeapAllocator)</summary>
/// <remarks>A record is named by the order in which it was first cut, from 0.</remarks>
internal sealed class RecordPool
{
    private const int PieceBytes = 128 << 10;
    private const ulong LinkBytes = 8;

    private readonly MetadataSource _metadata;
    private readonly SimMachine _machine;
    private readonly int _recordBytes;
    private readonly int _perPiece;
    private readonly string _what;
    private ulong[] _pieces = new ulong[4];
    private int[] _free = new int[64];
    private int _freeCount;

    /// <summary>Makes an empty pool; <see cref="Start"/> it before use.</summary>
    /// <param name="metadata">Where pieces come from.</param>
    /// <param name="machine">Whose pages are written.</param>
    /// <param name="recordBytes">Bytes of a record.</param>
    /// <param name="what">What the records are, for a message.</param>
    public RecordPool(MetadataSource metadata, SimMachine machine, int recordBytes, string what)
    {
        _metadata = metadata;
        _machine = machine;
        _recordBytes = recordBytes;
        _perPiece = PieceBytes / recordBytes;
        _what = what;
    }

    /// <summary>Records in use. (inuse)</summary>
    public int InUse { get; private set; }

    /// <summary>Records ever cut.</summary>
    public int Cut { get; private set; }

    /// <summary>Takes the first piece. (Init)</summary>
    public void Start() => Delete(New());

    /// <summary>Takes a record; nothing of it is written.</summary>
    /// <exception cref="TraceFormatException">The system has no memory for it: the library ends the process then.</exception>
    public int New()
    {
        int record = _freeCount > 0 ? _free[--_freeCount] : CutOne();
        InUse++;
        return record;
    }

    /// <summary>Gives a record back: a link is written into it.</summary>
    public void Delete(int record)
    {
        if (_freeCount == _free.Length)
        {
            Array.Resize(ref _free, _freeCount * 2);
        }

        _machine.Touch(AddressOf(record), LinkBytes);
        _free[_freeCount++] = record;
        InUse--;
    }

    /// <summary>Where a record lies.</summary>
    public ulong AddressOf(int record) => _pieces[record / _perPiece] + (ulong)(record % _perPiece * _recordBytes);

    /// <summary>The whole record is written.</summary>
    public void Touch(int record) => _machine.Touch(AddressOf(record), (ulong)_recordBytes);

    private int CutOne()
    {
        int piece = Cut / _perPiece;
        if (Cut % _perPiece == 0)
        {
            if (piece == _pieces.Length)
            {
                Array.Resize(ref _pieces, piece * 2);
            }

            ulong address = _metadata.Allocate(PieceBytes);
            _pieces[piece] = address != 0 ? address : throw new TraceFormatException($"the system has no memory for {PieceBytes} bytes of {_what}: tcmalloc ends the process");
        }

        return Cut++;
    }
}
