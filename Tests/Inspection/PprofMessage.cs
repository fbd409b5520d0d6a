using System.IO.Compression;
using System.Text;

namespace AllocSim.Tests.Inspection;

/// <summary>A message of pprof's profile.proto, read by its field numbers alone.</summary>
internal sealed class PprofMessage
{
    private readonly List<ulong> _strings = [];

    /// <summary>The string table.</summary>
    public List<string> Strings { get; } = [];

    /// <summary>Places in the string table that other fields name.</summary>
    public IReadOnlyList<ulong> StringsReferredTo => _strings;

    /// <summary>Kinds of values that a sample has.</summary>
    public int TypeCount { get; private set; }

    /// <summary>Samples: locations, innermost first, and values.</summary>
    public List<(List<ulong> Locations, List<ulong> Values)> Samples { get; } = [];

    /// <summary>Numbers of the locations.</summary>
    public List<ulong> Locations { get; } = [];

    /// <summary>Numbers of the functions.</summary>
    public List<ulong> Functions { get; } = [];

    /// <summary>Functions that locations name.</summary>
    public List<ulong> FunctionsReferredTo { get; } = [];

    public static PprofMessage Read(byte[] packed)
    {
        using GZipStream unpacked = new(new MemoryStream(packed), CompressionMode.Decompress);
        using MemoryStream bytes = new();
        unpacked.CopyTo(bytes);
        PprofMessage message = new();
        foreach ((int field, ulong number, byte[] part) in Fields(bytes.ToArray()))
        {
            message.Take(field, number, part);
        }

        return message;
    }

    private static IEnumerable<(int Field, ulong Number, byte[] Part)> Fields(byte[] bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            ulong tag = Varint(bytes, ref at);
            ulong number = Varint(bytes, ref at);
            byte[] part = [];
            if ((tag & 7) == 2)
            {
                part = bytes[at..(at + (int)number)];
                at += (int)number;
            }
            else
            {
                Assert.That(tag & 7, Is.Zero, "a wire type that profile.proto does not use");
            }

            yield return ((int)(tag >> 3), number, part);
        }
    }

    private static ulong Varint(byte[] bytes, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = bytes[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private static List<ulong> Numbers(byte[] packed)
    {
        List<ulong> numbers = [];
        for (int at = 0; at < packed.Length;)
        {
            numbers.Add(Varint(packed, ref at));
        }

        return numbers;
    }

    private void Take(int field, ulong number, byte[] part)
    {
        switch (field)
        {
            case 1 or 11:
                TypeCount += field == 1 ? 1 : 0;
                _strings.AddRange(Fields(part).Select(pair => pair.Number));
                break;
            case 2:
                List<(int Field, ulong Number, byte[] Part)> sample = [.. Fields(part)];
                Samples.Add((Numbers(sample.First(each => each.Field == 1).Part), Numbers(sample.First(each => each.Field == 2).Part)));
                _strings.AddRange(sample.Where(each => each.Field == 3).SelectMany(label => Fields(label.Part)).Where(each => each.Field is 1 or 2 or 4).Select(each => each.Number));
                break;
            case 4:
                Locations.Add(Fields(part).First(each => each.Field == 1).Number);
                FunctionsReferredTo.AddRange(Fields(part).Where(each => each.Field == 4).Select(line => Fields(line.Part).First(each => each.Field == 1).Number));
                break;
            case 5:
                Functions.Add(Fields(part).First(each => each.Field == 1).Number);
                _strings.AddRange(Fields(part).Where(each => each.Field is 2 or 3 or 4).Select(each => each.Number));
                break;
            case 6:
                Strings.Add(Encoding.UTF8.GetString(part));
                break;
            case 14:
                _strings.Add(number);
                break;
        }
    }
}
