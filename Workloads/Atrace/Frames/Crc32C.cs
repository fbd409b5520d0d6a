using System.Buffers.Binary;
using System.Numerics;

namespace AllocSim.Workloads.Atrace.Frames;

/// <summary>The checksum of frames: CRC-32C (Castagnoli), as iSCSI and ext4 use it.</summary>
internal static class Crc32C
{
    /// <summary>Checksum of two pieces, one after the other.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Update(Update(~0u, first), second);

    private static uint Update(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}
