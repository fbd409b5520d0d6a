using System.Diagnostics;

namespace AllocSim.Tests.Deploy;

/// <summary>A program run to its end, with what it wrote.</summary>
internal sealed record ShellCommand(int ExitCode, string Output, string Error)
{
    public static ShellCommand Run(IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return new ShellCommand(process.ExitCode, output.Result, error);
    }

    /// <summary>Whether a program is on the PATH.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Writes a script that runs this build of allocsim.</summary>
    public static void WriteAllocsim(string path)
    {
        File.WriteAllText(path, $"#!/bin/sh\nexec '{Environment.ProcessPath}' '{Path.Combine(AppContext.BaseDirectory, "allocsim.dll")}' \"$@\"\n");
        Run(new Dictionary<string, string>(), "chmod", "700", path);
    }
}
