using System.Buffers.Binary;
using System.Numerics;

namespace AllocSim.Tests.Workloads.Hostile;

/// <summary>Damages .atrace files behind their checksums: what stands in a frame is changed, and the frame's length and checksum are right again. Frames are lost, repeated and exchanged too.</summary>
internal sealed class FrameMutator(ulong seed, byte[][] others)
{
    private const int MagicBytes = 8, HeadBytes = 16;

    private readonly Mutator _bytes = new(seed, others);
    private ulong _state = seed;

    /// <summary>A damaged copy.</summary>
    public byte[] Mutate(byte[] input)
    {
        List<(byte Type, byte[] Payload)> frames = Split(input, out byte[] end);
        for (int n = 1 + Draw(3); n > 0 && frames.Count > 0; n--)
        {
            int at = Draw(frames.Count), other = Draw(frames.Count);
            switch (Draw(8))
            {
                case 0:
                    frames.RemoveAt(at);
                    break;
                case 1:
                    frames.Insert(other, frames[at]);
                    break;
                case 2:
                    (frames[at], frames[other]) = (frames[other], frames[at]);
                    break;
                case 3:
                    frames[at] = (frames[other].Type, frames[at].Payload);
                    break;
                default:
                    frames[at] = (frames[at].Type, _bytes.Mutate(frames[at].Payload));
                    break;
            }
        }

        return [.. input[..MagicBytes], .. frames.SelectMany(frame => Frame(frame.Type, frame.Payload)), .. end];
    }

    private static List<(byte Type, byte[] Payload)> Split(byte[] input, out byte[] end)
    {
        List<(byte, byte[])> frames = [];
        int at = MagicBytes;
        while (input.Length - at > HeadBytes && BinaryPrimitives.ReadUInt32LittleEndian(input.AsSpan(at)) == 0x4B4C42A7)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(input.AsSpan(at + 8));
            frames.Add((input[at + 4], input[(at + HeadBytes)..(at + HeadBytes + length)]));
            at += HeadBytes + length;
        }

        end = input[at..];
        return frames;
    }

    private static byte[] Frame(byte type, byte[] payload)
    {
        byte[] frame = [0xA7, 0x42, 0x4C, 0x4B, type, 0, 0, 0, .. BitConverter.GetBytes(payload.Length), 0, 0, 0, 0, .. payload];
        uint sum = uint.MaxValue;
        foreach (byte value in frame.AsSpan(4, 8))
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        foreach (byte value in payload)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12), ~sum);
        return frame;
    }

    private int Draw(int below)
    {
        _state = _state * 6364136223846793005 + 1442695040888963407;
        return (int)((_state >> 33) % (ulong)below);
    }
}
