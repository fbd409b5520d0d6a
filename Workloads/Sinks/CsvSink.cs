using System.Globalization;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Sinks;

/// <summary>Writes a trace as the CSV landing form, which <c>CsvImporter</c> reads: object numbers stand where addresses would.</summary>
/// <remarks>An object's "address" is its number plus 1, in hexadecimal, because 0 is the null pointer.</remarks>
internal sealed class CsvSink : ITraceSink
{
    /// <summary>The header line of the form.</summary>
    public const string HeaderLine = "ts_ns,tid,op,ptr,old,size,align";

    private readonly PendingFile _file;
    private readonly StreamWriter _writer;

    /// <summary>Starts the file.</summary>
    public CsvSink(string path)
    {
        _file = new PendingFile(path);
        _writer = new StreamWriter(_file.Stream, new UTF8Encoding(false), 1 << 16) { NewLine = "\n" };
        _writer.WriteLine(HeaderLine);
    }

    /// <inheritdoc/>
    public void Write(OperationBatch batch, IReadOnlyList<string> names, TextRemarks? remarks = null, IReadOnlyList<IReadOnlyList<string>>? callStacks = null)
    {
        remarks?.Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            Write(batch.Operations[i], batch.Objects[i], batch.OldObjects[i]);
        }
    }

    /// <inheritdoc/>
    public void Finish(TextRemarks? remarks = null)
    {
        _writer.Flush();
        _file.Keep();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static string Pointer(long number) => number < 0 ? "0" : "0x" + (number + 1).ToString("x", CultureInfo.InvariantCulture);

    private void Write(in Operation op, long number, long old)
    {
        (string call, string last) = op.Kind switch
        {
            OperationKind.Calloc => ("calloc", op.Extra.ToString(CultureInfo.InvariantCulture)),
            OperationKind.Memalign => ("memalign", op.Extra.ToString(CultureInfo.InvariantCulture)),
            OperationKind.AlignedAlloc => ("aligned_alloc", op.Extra.ToString(CultureInfo.InvariantCulture)),
            OperationKind.Mallocx or OperationKind.Rallocx => (TextVerbs.NameOf(op.Kind), (op.Flags & 63) == 0 ? "" : (1UL << (op.Flags & 63)).ToString(CultureInfo.InvariantCulture)),
            OperationKind.Ctl or OperationKind.Stats or OperationKind.Nallocx or OperationKind.Sallocx or OperationKind.Xallocx => ("", ""),
            OperationKind.Exit => ("thread_exit", ""),
            _ => (TextVerbs.NameOf(op.Kind), ""),
        };
        if (call.Length > 0)
        {
            string size = op.Kind is OperationKind.Free or OperationKind.Dallocx or OperationKind.Exit ? "" : op.Size.ToString(CultureInfo.InvariantCulture);
            string pointer = op.Kind == OperationKind.Exit ? "" : Pointer(number);
            string before = op.Kind is OperationKind.Realloc or OperationKind.Rallocx ? Pointer(old) : "";
            _writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{op.TimeNs},{op.Thread},{call},{pointer},{before},{size},{last}"));
        }
    }
}
