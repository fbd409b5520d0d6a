using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Common;

/// <summary>The words of 32 KiB of simulated memory.</summary>
/// <remarks>Their number is part of the type, so that a masked index needs no check.</remarks>
internal sealed class WordPiece
{
    /// <summary>Logarithm of the bytes of a piece.</summary>
    public const int BytesLog2 = 15;

    private const int WordCount = 1 << (BytesLog2 - 3);

    private Words _words;

    /// <summary>The word at an address of the piece, which begins at a multiple of its bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref ulong At(ulong address) => ref _words[(int)(address >> 3) & (WordCount - 1)];

    /// <summary>All words are 0 again.</summary>
    public void Clear() => ((Span<ulong>)_words).Clear();

    [InlineArray(WordCount)]
    private struct Words
    {
        private ulong _first;
    }
}
