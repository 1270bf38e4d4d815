public enum RollingStatistics {}
