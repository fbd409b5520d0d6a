namespace AllocSim.Simulator.Contention;

/// <summary>What the threads of a <see cref="ContentionKernel"/> do.</summary>
public interface IThreadProgram
{
    /// <summary>A thread has a CPU and its script is played: what next?</summary>
    NextStep Next(SimThread thread);

    /// <summary>A timer set with <see cref="ContentionKernel.SetTimer"/> is due.</summary>
    void TimerDue(int target);
}
