using System.Numerics;

namespace AllocSim.Allocator.Mimalloc.Hints;

/// <summary>The library's generator: ChaCha with 20 rounds, the key from getrandom, the number used once from the generator's own address.</summary>
/// <remarks>mimalloc 2.0.9, `src/random.c`. Words are handed out in order, two to a number, the first in the upper half.</remarks>
internal sealed class ChaCha
{
    private readonly uint[] _input = new uint[16];
    private readonly uint[] _output = new uint[16];
    private int _available;

    /// <summary>Makes a generator.</summary>
    /// <param name="keyByte">Each byte of the key.</param>
    /// <param name="nonce">The number used once.</param>
    public ChaCha(byte keyByte, ulong nonce)
    {
        ReadOnlySpan<uint> constants = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574];
        constants.CopyTo(_input);
        Array.Fill(_input, 0x01010101u * keyByte, 4, 8);
        _input[14] = (uint)nonce;
        _input[15] = (uint)(nonce >> 32);
    }

    /// <summary>The next number.</summary>
    public ulong Next() => ((ulong)NextWord() << 32) | NextWord();

    /// <summary>The library's quick mixer of 64 bits, the last step of splitmix64; 0 counts as 17.</summary>
    public static ulong Shuffle(ulong x)
    {
        x = x == 0 ? 17 : x;
        x ^= x >> 30;
        x *= 0xbf58476d1ce4e5b9;
        x ^= x >> 27;
        x *= 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

    private uint NextWord()
    {
        if (_available == 0)
        {
            MakeBlock();
        }

        return _output[16 - _available--];
    }

    private void MakeBlock()
    {
        Span<uint> x = stackalloc uint[16];
        _input.CopyTo(x);
        for (int round = 0; round < 20; round += 2)
        {
            for (int column = 0; column < 4; column++)
            {
                Quarter(x, column, column + 4, column + 8, column + 12);
            }

            for (int column = 0; column < 4; column++)
            {
                Quarter(x, column, 4 + ((column + 1) & 3), 8 + ((column + 2) & 3), 12 + ((column + 3) & 3));
            }
        }

        for (int i = 0; i < 16; i++)
        {
            _output[i] = x[i] + _input[i];
        }

        _available = 16;
        if (++_input[12] == 0 && ++_input[13] == 0)
        {
            _input[14]++;
        }
    }

    private static void Quarter(Span<uint> x, int a, int b, int c, int d)
    {
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 16);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 12);
        x[a] += x[b];
        x[d] = BitOperations.RotateLeft(x[d] ^ x[a], 8);
        x[c] += x[d];
        x[b] = BitOperations.RotateLeft(x[b] ^ x[c], 7);
    }
}
