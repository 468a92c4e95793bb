"""Articles, speakers, outlets, topics and milestones."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.filters import ArticleFilter, CatalogueFilter, SpeakerFilter
from claims.api.nouns import (
    ArticleDetailSerializer,
    ArticleSerializer,
    MilestoneSerializer,
    OutletSerializer,
    SpeakerSerializer,
    TopicSerializer,
)
from claims.api.views.base import DetailView, ListView, answers
from claims.models import Article, ArticleText, Milestone, Outlet, Speaker, Topic


class ArticleList(ListView):
    queryset = Article.objects.all()
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter

    @extend_schema(summary="Articles", responses=answers(ArticleSerializer(many=True)))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def plan(self, queryset: Any) -> Any:
        return queryset.for_list()


class ArticleDetail(DetailView):
    serializer_class = ArticleDetailSerializer
    versions = ArticleText.objects.defer("text").order_by("version")
    queryset = Article.objects.for_list().prefetch_related(Prefetch("texts", versions))

    @extend_schema(summary="One article", responses=answers(ArticleDetailSerializer, 404))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With the versions of its text that are stored, but not the text."""
        return super().get(request, *args, **kwargs)


class SpeakerList(ListView):
    queryset = Speaker.objects.all()
    serializer_class = SpeakerSerializer
    filterset_class = SpeakerFilter

    @extend_schema(summary="Speakers", responses=answers(SpeakerSerializer(many=True)))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class SpeakerDetail(DetailView):
    queryset = Speaker.objects.all()
    serializer_class = SpeakerSerializer

    @extend_schema(summary="One speaker", responses=answers(SpeakerSerializer, 404))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OutletList(ListView):
    queryset = Outlet.objects.all()
    serializer_class = OutletSerializer
    filterset_class = CatalogueFilter

    @extend_schema(summary="Outlets", responses=answers(OutletSerializer(many=True)))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OutletDetail(DetailView):
    queryset = Outlet.objects.all()
    serializer_class = OutletSerializer

    @extend_schema(summary="One outlet", responses=answers(OutletSerializer, 404))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class TopicList(ListView):
    queryset = Topic.objects.all()
    serializer_class = TopicSerializer
    filterset_class = CatalogueFilter

    @extend_schema(summary="Topics", responses=answers(TopicSerializer(many=True)))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class TopicDetail(DetailView):
    queryset = Topic.objects.all()
    serializer_class = TopicSerializer

    @extend_schema(summary="One topic", responses=answers(TopicSerializer, 404))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MilestoneList(ListView):
    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer
    filterset_class = CatalogueFilter

    @extend_schema(summary="Milestones", responses=answers(MilestoneSerializer(many=True)))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MilestoneDetail(DetailView):
    queryset = Milestone.objects.all()
    serializer_class = MilestoneSerializer

    @extend_schema(summary="One milestone", responses=answers(MilestoneSerializer, 404))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
