using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using AllocSim.Cli.Harness;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Native;

namespace AllocSim.Cli.Differential.Library;

/// <summary>A process in which a real library runs on the presented machine. Whatever happens, it is gone when this is disposed.</summary>
internal sealed class LibraryProcess : IDisposable
{
    private const string Sources = "AllocSim.Cli.Harness.Verify.";
    private const string Calls = "AllocSim.Cli.Harness.allocsim_calls.c";
    private const string GoesOn = "go-on"; // as 8_threads.c has it
    private const int SignalBase = 128;

    private static readonly Lazy<string> Program = new(Build);

    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly string _folder;
    private int _namesSent;

    private LibraryProcess(IReadOnlyList<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        // Files that the library writes by itself go into a folder that goes with the process.
        _folder = Directory.CreateTempSubdirectory("allocsim-").FullName;
        ProcessStartInfo start = new(Program.Value, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder };
        start.Environment.Clear();
        foreach ((string name, string value) in (IEnumerable<KeyValuePair<string, string>>)[RealMachine.BlockRoom, .. environment])
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _said = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The folder that it runs in, which goes with it.</summary>
    public string Folder => _folder;

    /// <summary>What it writes.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts a run.</summary>
    /// <exception cref="IOException">The machine is not one that can run it, or the harness cannot be built.</exception>
    public static LibraryProcess Run(ComparisonSettings settings)
    {
        string looks = List(settings.Looks, settings.LooksAtEnd);
        string records = settings.Records is null ? "" : List(settings.RecordLooks, true);
        string touch = !settings.ComparesPages ? "none" : settings.Touch == TouchMode.Size ? "size" : "first";
        return new LibraryProcess(settings.Policy.Grammar.Environment(settings.Conf), "run", settings.Library.Path,
            settings.CpuCount.ToString(CultureInfo.InvariantCulture), settings.Limits.Seconds.ToString(CultureInfo.InvariantCulture), settings.Limits.MemoryBytes.ToString(CultureInfo.InvariantCulture),
            touch, settings.MakesHugePages ? "huge" : "single", settings.ComparesStatistics ? "statistics" : "none", looks, records);
    }

    /// <summary>Starts a process that tells the library's version.</summary>
    public static LibraryProcess TellVersion(string path) => new([], "version", path);

    /// <summary>The number of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Tells a process that stands still to go on.</summary>
    public void GoOn() => File.Create(Path.Combine(_folder, GoesOn)).Dispose();

    /// <summary>Sends operations, and before them the names that are new.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public void Send(OperationBatch batch, IReadOnlyList<string> names)
    {
        Stream input = _process.StandardInput.BaseStream;
        for (int count = names.Count; _namesSent < count; _namesSent++)
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(names[_namesSent]);
            SendFrame(input, 'n', name.Length);
            input.Write(name);
        }

        SendFrame(input, 'o', batch.Count);
        input.Write(MemoryMarshal.AsBytes(batch.Operations.AsSpan(0, batch.Count)));
        input.Flush();
    }

    /// <summary>Sends the end.</summary>
    /// <exception cref="IOException">The process is gone.</exception>
    public void SendEnd()
    {
        SendFrame(_process.StandardInput.BaseStream, 'e', 0);
        _process.StandardInput.BaseStream.Flush();
    }

    /// <summary>The end of a process that ended without a word about it.</summary>
    /// <param name="index">The first operation that it may have been at.</param>
    /// <param name="limits">What it may take, for messages.</param>
    public LibraryEnd SilentEnd(long index, ProcessLimits limits)
    {
        _process.WaitForExit();
        int signal = _process.ExitCode - SignalBase;
        string said = _said.Result.Trim().ReplaceLineEndings(" ");
        LibraryEnd end = signal > 0 ? LibraryEnd.BySignal(index, signal, limits) : new LibraryEnd(index, 0, FormattableString.Invariant($"the library ended its process with exit code {_process.ExitCode}"));
        return said.Length == 0 ? end : end with { Words = $"{end.Words}; it said: {said}" };
    }

    /// <summary>Ends the process where it still runs; who waits for it to read or write goes on.</summary>
    public void Stop()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string List(IReadOnlyList<long> indices, bool atEnd)
        => string.Join(',', indices.Select(index => index.ToString(CultureInfo.InvariantCulture)).Concat(atEnd ? ["last"] : []));

    private static void SendFrame(Stream input, char kind, int length)
    {
        Span<uint> frame = [kind, (uint)length];
        input.Write(MemoryMarshal.AsBytes(frame));
    }

    private static string Build()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new IOException($"verify runs real libraries on Linux on x86-64 only; this is {RuntimeInformation.RuntimeIdentifier}");
        }

        System.Reflection.Assembly home = typeof(LibraryProcess).Assembly;
        IEnumerable<string> parts = home.GetManifestResourceNames().Where(name => name.StartsWith(Sources, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Prepend(Calls);
        return NativeBuild.Build(UserFolder.Cache, "verifier", [.. parts.SelectMany(part => NativeBuild.Read(home, part))], "", "-rdynamic");
    }
}
