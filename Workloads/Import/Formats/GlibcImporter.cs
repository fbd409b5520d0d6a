using System.Buffers.Binary;
using System.Globalization;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// glibc-malloc-trace-utils' binary: records of 64 bytes, little-endian: thread i32, a word whose low byte is the type, then ptr1, ptr2, size, size2, size3 as 64-bit words.
/// Records are written in the order in which room was reserved, so inversions are normal. No time.
/// </summary>
internal sealed class GlibcImporter(Stream stream, string name, TraceReadOptions options) : ForeignTrace(name, "glibc-malloc-trace-utils", hasTime: false, options)
{
    private const int RecordBytes = 64;
    private const int MagicType = 255;
    private const ulong MagicPointer = 0x1234;

    private readonly byte[] _record = new byte[RecordBytes];
    private long _count;

    /// <inheritdoc/>
    protected override string Place => string.Create(CultureInfo.InvariantCulture, $"{Name}: byte {(_count - 1) * RecordBytes}");

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) =>
        head.Length >= RecordBytes && head[4] == MagicType && BinaryPrimitives.ReadUInt64LittleEndian(head[8..]) == MagicPointer;

    /// <inheritdoc/>
    protected override bool ReadRecord()
    {
        int length;
        try
        {
            length = stream.ReadAtLeast(_record, RecordBytes, throwOnEndOfStream: false);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            _count++;
            Report(TraceFault.Truncated, $"the file is damaged or cut off ({TraceStream.OneLine(e.Message)}); a whole copy of it is needed");
            return false;
        }

        _count++;
        if (length == RecordBytes)
        {
            Enter();
            return true;
        }

        if (length > 0)
        {
            Report(TraceFault.Truncated, $"the last record has only {length} of {RecordBytes} bytes; a whole copy of the file is needed");
        }

        return false;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => stream.Dispose();

    private void Enter()
    {
        int thread = BinaryPrimitives.ReadInt32LittleEndian(_record);
        ulong first = Word(0), second = Word(1), size = Word(2), size2 = Word(3);
        switch (_record[4])
        {
            case 0:
                return;
            case 1:
                Report(Book.Allocate(OperationKind.Malloc, thread, first, size));
                return;
            case 2:
                Report(Book.Allocate(OperationKind.Calloc, thread, first, size, 1));
                return;
            case 3:
                Report(Book.Free(thread, first));
                return;
            case 4:
                Report(Book.Reallocate(thread, first, second, size));
                return;
            case 5:
                Report(Book.Allocate(OperationKind.Memalign, thread, first == 0 ? second : first, size, size2));
                return;
            case 6 or 7:
                Report(Book.Allocate(OperationKind.Memalign, thread, first, size, 4096));
                return;
            case 8:
                Report(Book.Allocate(OperationKind.Memalign, thread, second, size, size2));
                return;
            case MagicType when first == MagicPointer:
                if (size != 8)
                {
                    throw new TraceFormatException($"{Place}: pointers have {size} bytes; records of a 64-bit program are read");
                }

                return;
            default:
                if (IsLenient)
                {
                    Repairs.Add(TraceFault.Malformed);
                    return;
                }

                Report(TraceFault.Malformed, $"{_record[4]} is not a type of record; types are 0 to 8 and 255");
                return;
        }
    }

    private ulong Word(int index) => BinaryPrimitives.ReadUInt64LittleEndian(_record.AsSpan(8 + 8 * index));
}
