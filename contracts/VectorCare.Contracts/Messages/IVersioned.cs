namespace VectorCare.Contracts.Messages;

/// <summary>A message that says which version of its schema it follows.</summary>
public interface IVersioned
{
    /// <summary>The version this code understands.</summary>
    static virtual int CurrentVersion => 1;

    /// <summary>Version of the message's schema.</summary>
    int SchemaVersion { get; }
}
