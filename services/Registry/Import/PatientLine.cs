namespace VectorCare.Registry.Import;

/// <summary>A good line of an import.</summary>
internal readonly record struct PatientLine(Guid Patient, string Clinic, string Vendor, string PortalRef, bool Paused, string? Region = null);
