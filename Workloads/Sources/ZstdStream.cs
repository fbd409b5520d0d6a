using ZstdSharp;

namespace AllocSim.Workloads.Sources;

/// <summary>Unpacks zstd while it is read. What is wrong with the data is told as other packed streams tell it.</summary>
internal sealed class ZstdStream(Stream packed) : ReadOnlyStream
{
    private readonly DecompressionStream _plain = new(packed, leaveOpen: false);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _plain.Read(buffer);
        }
        catch (Exception e) when (e is ZstdException or EndOfStreamException)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _plain.Dispose();
        }

        base.Dispose(disposing);
    }
}
