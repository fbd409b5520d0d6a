using System.Buffers.Binary;
using System.IO.Compression;
using System.Text.Json;
using AllocSim.Reports.Measures.Heaps;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Reports.Maps;

/// <summary>Packs a recorded heap for a page: gzip of a length (4 bytes, lowest first), so many bytes of JSON, and the objects in columns of varints.</summary>
/// <remarks>Columns, each of all objects by address: first moment, moments, step of the address, size, step of the operation, thread, step of the time, number and one more, call stack. Steps of operation and time are zigzag.</remarks>
public static class PackedHeap
{
    /// <summary>Bytes that a packed heap may have, so that a page with it stays below 10 MB: base64 makes four characters of three.</summary>
    public const int BytesMax = 6_300_000;

    /// <summary>Packs as many moments as fit, all of them or each second, fourth, … one; the peak and the last one alone may take more.</summary>
    /// <param name="recording">The recording; moments that do not fit are taken away from it.</param>
    /// <param name="bytesMax">Bytes that it may take.</param>
    public static byte[] Of(HeapRecording recording, int bytesMax = BytesMax)
    {
        MapLayout layout = MapLayout.Of([.. recording.Moments.SelectMany(moment => moment.States).Select(run => (run.Start, run.End)).OrderBy(range => range.Start)], recording.PageBytes);
        while (true)
        {
            byte[] packed = Pack(recording, layout);
            if (packed.Length <= bytesMax || !recording.Halve())
            {
                return packed;
            }
        }
    }

    /// <summary>Whether bytes are a packed heap that can be unpacked to its end.</summary>
    public static bool IsWhole(byte[] packed)
    {
        try
        {
            using GZipStream zip = new(new MemoryStream(packed), CompressionMode.Decompress);
            Span<byte> length = stackalloc byte[sizeof(uint)];
            zip.ReadExactly(length);
            byte[] part = new byte[1 << 16];
            long rest = 0;
            for (int count = zip.Read(part); count > 0; count = zip.Read(part))
            {
                rest += count;
            }

            return rest >= BinaryPrimitives.ReadUInt32LittleEndian(length);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return false;
        }
    }

    private static byte[] Pack(HeapRecording recording, MapLayout layout)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            Write(json, recording, layout);
        }

        using MemoryStream packed = new();
        using (GZipStream zip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            Span<byte> length = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)text.Length);
            zip.Write(length);
            text.WriteTo(zip);
            WriteObjects(zip, recording.Objects);
        }

        return packed.ToArray();
    }

    private static void WriteObjects(Stream output, IReadOnlyList<Stay<RecordedObject>> objects)
    {
        Stay<RecordedObject>[] sorted = Sorted(objects);
        using VarintWriter writer = new(output);
        Column(stay => (ulong)stay.From);
        Column(stay => (ulong)(stay.To - stay.From));
        Steps(stay => (long)stay.What.Address, isRising: true);
        Column(stay => stay.What.Size);
        Steps(stay => stay.What.Operation, isRising: false);
        Column(stay => (ulong)stay.What.Thread);
        Steps(stay => stay.What.TimeNs, isRising: false);
        Column(stay => (ulong)(stay.What.Number + 1));
        Column(stay => (ulong)stay.What.Stack);

        void Column(Func<Stay<RecordedObject>, ulong> valueOf)
        {
            foreach (Stay<RecordedObject> stay in sorted)
            {
                writer.Write(valueOf(stay));
            }
        }

        void Steps(Func<Stay<RecordedObject>, long> valueOf, bool isRising)
        {
            long before = 0;
            foreach (Stay<RecordedObject> stay in sorted)
            {
                long step = valueOf(stay) - before;
                writer.Write(isRising ? (ulong)step : (ulong)((step << 1) ^ (step >> 63)));
                before += step;
            }
        }
    }

    // By address, then by the operation that made them. One that was resized stands twice: first with its first size.
    private static Stay<RecordedObject>[] Sorted(IReadOnlyList<Stay<RecordedObject>> objects)
    {
        (ulong Address, long Operation, int Place)[] keys = new (ulong, long, int)[objects.Count];
        for (int i = 0; i < keys.Length; i++)
        {
            RecordedObject what = objects[i].What;
            keys[i] = (what.Address, what.Operation, i);
        }

        System.Array.Sort(keys);
        return [.. keys.Select(key => objects[key.Place])];
    }

    private static void Write(Utf8JsonWriter json, HeapRecording recording, MapLayout layout)
    {
        json.WriteStartObject();
        json.WriteNumber("page", recording.PageBytes);
        json.WriteNumber("cell", layout.CellBytes);
        json.WriteNumber("objectCount", recording.Objects.Count);
        Array(json, "leftOut", recording.LeftOut, json.WriteStringValue);
        Array(json, "stretches", layout.Stretches, stretch => Numbers(json, (long)stretch.Start, stretch.FirstCell, stretch.Cells));
        Array(json, "moments", recording.Moments, moment =>
        {
            json.WriteStartObject();
            json.WriteNumber("index", moment.Index);
            json.WriteNumber("time", moment.TimeNs);
            if (moment.IsPeak)
            {
                json.WriteBoolean("isPeak", true);
            }

            Array(json, "states", moment.States, run => Numbers(json, (long)run.Start, (long)run.End, (int)run.State));
            json.WriteEndObject();
        });
        Array(json, "stateNames", Enum.GetNames<PageState>(), json.WriteStringValue);
        Array(json, "views", recording.Views, view => WriteView(json, view));
        Array(json, "rows", recording.Rows, row =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(row.What.View);
            json.WriteNumberValue(row.From);
            json.WriteNumberValue(row.To);
            json.WriteStringValue(row.What.Text);
            json.WriteEndArray();
        });
        json.WriteStartObject("stacks");
        foreach ((int number, string frames) in recording.Stacks)
        {
            json.WriteString(FormattableString.Invariant($"{number}"), frames);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteView(Utf8JsonWriter json, ViewDeclaration view)
    {
        json.WriteStartObject();
        json.WriteString("name", view.Name);
        json.WriteNumber("address", view.IndexOf(view.AddressColumn));
        json.WriteNumber("bytes", view.IndexOf(view.BytesColumn));
        json.WriteBoolean("isFirst", view.SummaryColumn.Length > 0);
        Array(json, "columns", view.Columns, column => json.WriteStringValue(column.Name));
        json.WriteStartObject("filters");
        foreach (ViewFilter filter in view.Filters)
        {
            json.WriteNumber(filter.Option, view.IndexOf(filter.Column));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T each in all)
        {
            write(each);
        }

        json.WriteEndArray();
    }

    private static void Numbers(Utf8JsonWriter json, params ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray();
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
