"""The ground: knows no app above it. One small package a room."""
