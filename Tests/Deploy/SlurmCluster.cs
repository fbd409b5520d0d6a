using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace AllocSim.Tests.Deploy;

/// <summary>A real Slurm with one node, on the loopback interface, with all its files in one directory: munged, slurmctld and slurmd. Stopped when disposed.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly List<Process> _daemons = [];
    private readonly Dictionary<string, string> _environment;
    private readonly string _directory;

    private SlurmCluster(string directory)
    {
        _directory = directory;
        _environment = new() { ["SLURM_CONF"] = Path.Combine(directory, "slurm.conf") };
    }

    /// <summary>Why no cluster can be started here; null when one can.</summary>
    public static string? Missing
    {
        get
        {
            if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
            {
                return "a Slurm of one's own needs Linux and root";
            }

            string[] missing = [.. ((string[])["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol"]).Where(program => !ShellCommand.Exists(program) && !File.Exists("/usr/sbin/" + program))];
            return missing.Length == 0 ? null : $"{string.Join(", ", missing)} missing: install the packages slurm-wlm and munge";
        }
    }

    /// <summary>Starts a cluster and waits until its node takes jobs.</summary>
    /// <param name="directory">An existing directory for its files.</param>
    /// <param name="reason">Why it did not start.</param>
    public static SlurmCluster? TryStart(string directory, out string reason)
    {
        SlurmCluster cluster = new(directory);
        try
        {
            cluster.Configure();
            string munge = Path.Combine(directory, "munge");
            cluster.Start("munged", "--force", "--foreground", "--num-threads=2", $"--key-file={munge}/key", $"--socket={munge}/socket", $"--pid-file={munge}/pid", $"--log-file={munge}/log", $"--seed-file={munge}/seed");
            WaitFor(() => File.Exists($"{munge}/socket"));
            cluster.Start("slurmctld", "-D", "-i");
            cluster.Start("slurmd", "-D", "-N", "node1");
            reason = "Slurm's node does not come up: " + cluster.Say("sinfo", "-N", "-h", "-o", "%T");
            if (WaitFor(() => cluster.Say("sinfo", "-N", "-h", "-o", "%T").Trim() == "idle"))
            {
                return cluster;
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            reason = e.Message;
        }

        cluster.Dispose();
        return null;
    }

    /// <summary>Runs one of Slurm's commands; what it wrote.</summary>
    public string Say(string program, params string[] arguments)
    {
        ShellCommand run = ShellCommand.Run(_environment, program, arguments);
        return run.ExitCode == 0 ? run.Output : run.Error;
    }

    /// <summary>Submits a job with variables for it.</summary>
    /// <returns>Its number.</returns>
    public string Submit(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        Dictionary<string, string> environment = new(_environment.Concat(variables));
        ShellCommand run = ShellCommand.Run(environment, "sbatch", ["--parsable", $"--chdir={_directory}", .. arguments]);
        return run.ExitCode == 0 ? run.Output.Trim() : throw new InvalidOperationException(run.Error);
    }

    /// <summary>Waits until a job has left the queue.</summary>
    public bool WaitUntilDone(string job) => WaitFor(() => Say("squeue", "-h", "-j", job, "-t", "pending,running,completing,suspended,requeued").Trim() is "" or "slurm_load_jobs error: Invalid job id specified", TimeSpan.FromMinutes(3));

    /// <summary>Waits until something holds; false when it takes too long.</summary>
    public static bool WaitFor(Func<bool> holds, TimeSpan? limit = null)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (waited.Elapsed > (limit ?? StartLimit))
            {
                return false;
            }

            Thread.Sleep(50);
        }

        return true;
    }

    public void Dispose()
    {
        foreach (Process daemon in Enumerable.Reverse(_daemons))
        {
            using (daemon)
            {
                if (!daemon.HasExited)
                {
                    ShellCommand.Run(_environment, "kill", $"{daemon.Id}");
                    if (!daemon.WaitForExit(10_000))
                    {
                        daemon.Kill(entireProcessTree: true);
                    }
                }
            }
        }
    }

    private void Configure()
    {
        foreach (string folder in (string[])["munge", "state", "spool", "log"])
        {
            Directory.CreateDirectory(Path.Combine(_directory, folder));
        }

        string key = Path.Combine(_directory, "munge", "key");
        File.WriteAllBytes(key, [.. Enumerable.Range(0, 1024).Select(i => (byte)(i * 37))]);
        ShellCommand.Run(_environment, "chmod", "600", key);
        string host = ShellCommand.Run(_environment, "hostname", "-s").Output.Trim();
        File.WriteAllText(_environment["SLURM_CONF"], $"""
            ClusterName=allocsim
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={_directory}/munge/socket
            CredType=cred/munge
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            StateSaveLocation={_directory}/state
            SlurmdSpoolDir={_directory}/spool
            SlurmctldPidFile={_directory}/slurmctld.pid
            SlurmdPidFile={_directory}/slurmd.pid
            SlurmctldLogFile={_directory}/log/slurmctld
            SlurmdLogFile={_directory}/log/slurmd
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            ReturnToService=2
            SchedulerParameters=sched_interval=1,batch_sched_delay=0
            KillWait=1
            JobRequeue=1
            MpiDefault=none
            SwitchType=switch/none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            NodeName=node1 NodeHostname={host} NodeAddr=127.0.0.1 CPUs={Environment.ProcessorCount} State=UNKNOWN
            PartitionName=main Nodes=node1 Default=YES MaxTime=INFINITE State=UP

            """);
    }

    private void Start(string program, params string[] arguments)
    {
        string path = File.Exists("/usr/sbin/" + program) ? "/usr/sbin/" + program : program;
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec \"$@\" > '{_directory}/log/{program}.out' 2>&1", "sh", path, .. arguments]);
        foreach ((string name, string value) in _environment)
        {
            start.Environment[name] = value;
        }

        _daemons.Add(Process.Start(start)!);
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
