using System.Diagnostics;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Sources;

/// <summary>Unpacks xz through the program of that name: there is no library for it here.</summary>
internal sealed class XzStream : ReadOnlyStream
{
    private readonly Stream _packed;
    private readonly Process _xz;
    private readonly Task _feed;
    private string? _problem;
    private bool _isDisposed;

    /// <summary>Starts the program.</summary>
    /// <param name="packed">The packed data; owned from here on.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <exception cref="TraceFormatException">The program is missing.</exception>
    public XzStream(Stream packed, string name)
    {
        _packed = packed;
        ProcessStartInfo start = new("xz", ["-dc"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            _xz = Process.Start(start) ?? throw new IOException();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            throw new TraceFormatException($"{name}: is packed by xz, and the program xz is missing, which unpacks it; install the package xz-utils, or pack the file by gzip or zstd", e);
        }

        _feed = Task.Run(Feed);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = _xz.StandardOutput.BaseStream.Read(buffer);
        if (count == 0 && buffer.Length > 0)
        {
            _problem ??= Finish();
            if (_problem.Length > 0)
            {
                throw new InvalidDataException(_problem);
            }
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            if (!_xz.HasExited)
            {
                _xz.Kill();
            }

            _feed.Wait();
            _xz.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>What the program says is wrong with the data; empty when nothing is.</summary>
    private string Finish()
    {
        string said = _xz.StandardError.ReadToEnd();
        _xz.WaitForExit();
        return _xz.ExitCode == 0 ? "" : said.ReplaceLineEndings(" ").Trim();
    }

    // The program may end before it has read all: what is wrong then, its exit code says.
    private void Feed()
    {
        try
        {
            _packed.CopyTo(_xz.StandardInput.BaseStream);
            _xz.StandardInput.Close();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidDataException)
        {
        }
    }
}
